"""What people do at the exchange: join, approve, publish, grant, prove."""
