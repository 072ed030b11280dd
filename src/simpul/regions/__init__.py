"""Regions of Indonesia: codes, names, points, boundaries. Law: Kepmendagri 300.2.2-2138/2025, UU 23/2014."""
