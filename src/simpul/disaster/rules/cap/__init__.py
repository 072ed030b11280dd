"""CAP 1.2 (Common Alerting Protocol, OASIS): written, read and followed as the standard says it."""
