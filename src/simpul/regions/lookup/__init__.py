"""Regions in memory: point to region, and name to region, without a database. Pure: arrays in, answers out."""
