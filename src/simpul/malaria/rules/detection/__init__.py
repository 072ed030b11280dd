"""Outbreak detection: each method takes counts of many series at once, and says for each week the bound and the alarm.

Counts are arrays of shape (series, weeks), oldest week first. Results have the shape (series, weeks asked for); a bound
that cannot be computed, for want of history, is NaN and never an alarm.
"""
