"""`make bench`: what is fast, measured as ratios in one run on one machine. Timings never gate a test."""
