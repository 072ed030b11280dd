"""Nouns of the malaria programme."""
