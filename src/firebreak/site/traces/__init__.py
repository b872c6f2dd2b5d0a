"""Traces of a case: forward to those he met, back to where he and others may have been infected."""
