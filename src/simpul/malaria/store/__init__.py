"""Tables and SQL of the malaria programme. Each table's docstring says what personal data it holds, why and how long."""
