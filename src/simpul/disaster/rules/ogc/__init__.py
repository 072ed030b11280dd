"""OGC API Features 1.0 (OGC 17-069r4): how questions are read and what documents say; pure."""
