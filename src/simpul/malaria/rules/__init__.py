"""Judgements of the malaria programme, pure."""
