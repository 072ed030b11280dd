"""Tables and SQL of the cooperation."""
