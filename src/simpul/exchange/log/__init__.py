"""The evidence log: a tile log that others can check. PROTOCOL §3, c2sp.org/tlog-tiles, RFC 6962."""
