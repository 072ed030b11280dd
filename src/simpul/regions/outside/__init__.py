"""Adapters to what is not ours: folders of region files as others publish them."""
