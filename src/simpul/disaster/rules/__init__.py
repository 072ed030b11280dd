"""Verbs of judgement about reports and replays: pure, without clock, SQL or web."""
