"""How unevenly cases infect, and what follows from it.

`counts.py` reads infections per case, `likelihood.py` what they say of R and k, `profile.py` intervals
by profile likelihood, `estimating.py` the estimates; `concentration.py` and `control.py` are what R
and k mean for whom to look for.
"""
