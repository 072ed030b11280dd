"""What the exchange judges, pure: access rights, the register's statements, quotas."""
