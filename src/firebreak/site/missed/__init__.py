"""Missed chances: where the system met a case and let him go on, by rule, post and unit."""
