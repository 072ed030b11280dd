"""Judgements of the maturity evaluation, pure."""
