"""Today: first what must be done and by whom, then the numbers, the curve, the map."""
