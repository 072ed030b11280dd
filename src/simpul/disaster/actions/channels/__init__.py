"""Conversations with residents in other programs: hearing them, telling them, asking them whether it is still so."""
