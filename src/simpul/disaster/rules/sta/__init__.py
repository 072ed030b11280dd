"""OGC SensorThings 1.1, reading: what a path and its options ask for. Pure. Standard: OGC 18-088."""
