"""The inbox: what came in, and the reviewing of what was read from it."""
