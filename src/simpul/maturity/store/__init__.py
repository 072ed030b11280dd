"""Tables and SQL of the maturity evaluation. Each table's docstring says what personal data it holds, why and how long."""
