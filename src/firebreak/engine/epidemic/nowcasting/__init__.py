"""How many cases of the last days there are, of which only some have been reported.

`triangle.py` reads the reports, `growth.py` learns how counts of a day still grow, `levels.py` what
is usual these days, `hindsight.py` what would have been said on past days and how wrong it was;
`estimate.py` puts them together.
"""
