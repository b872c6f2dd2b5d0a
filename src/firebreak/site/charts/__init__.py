"""Pictures drawn by the server: values in, positions out; the templates turn them into SVG.

`curve.py` is the epidemic curve, `maps.py` the units, `timeline.py` one case, `clocks.py` one duty.
Each takes small frozen values and returns the positions of what to draw, in units of its view box.
They read no database, no clock and no request; they write no text of their own, so that templates
can translate it. Every mark carries the address of its rows, and every picture has a table or a
list that says the same.
"""


class ChartError(ValueError):
    """What was to be drawn does not make sense: says which value, and what was expected."""
