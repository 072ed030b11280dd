"""Needs and offers: asked for and shown, given and brought, and grown old."""
