"""What a node keeps of regions: editions in PostgreSQL, and atlases made from them in the data directory.

Personal data: none.
"""
