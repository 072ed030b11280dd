"""Nouns of the maturity evaluation."""
