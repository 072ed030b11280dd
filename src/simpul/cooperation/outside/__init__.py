"""Adapters of the cooperation to what is not its own: seals of personal data, documents, signatures."""
