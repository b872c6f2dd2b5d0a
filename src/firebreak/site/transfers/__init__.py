"""Contacts handed from one unit to another: what waits for an answer, and what was answered."""
