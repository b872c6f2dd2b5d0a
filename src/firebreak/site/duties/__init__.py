"""Duties: what is due, who holds it, by when, and the records that prove it."""
