"""Feeds as files: which column is what, times as people and machines write them."""
