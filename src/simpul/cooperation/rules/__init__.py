"""Judgements of the cooperation, pure."""
