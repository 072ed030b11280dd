"""Nouns of the cooperation: programmes, agreements, meetings, projects, people and activities, large events."""
