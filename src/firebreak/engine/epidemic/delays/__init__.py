"""How long something takes, from pairs of events that are each known to a window only.

`records.py` reads the windows, `families.py` has the distributions, `likelihood.py` what the windows
say of them, `posterior.py` the posterior on a grid, `estimating.py` the estimates.
"""
