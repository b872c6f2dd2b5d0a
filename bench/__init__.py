"""Speed and size, measured on a generated city: `python -m bench`, `make bench`.

`city.py` makes the city, `duties.py` times the engine on events alone, `pages.py` a running site,
`imports.py` the import, `epidemic.py` the estimates; each has beside it what somebody would do without
Firebreak, as a ratio.
Nothing here is part of the program, and no test is timed.
"""
