"""Days told side by side: 1月18日、19日、21日三次到农贸市场, of each of them.

Comes in: the last of the days, as times are read. Goes out: all of the row, in order.
"""

import re

from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.times import Time

_BETWEEN = re.compile(r"[、和及与]|以及")
MOST = 31  # longer rows are tables of something else


def days_of_row(drafting: Drafting, last: Time, start: int) -> list[Time]:
    """Return the days of the row that ends with a time, from some character on."""
    row = [last]
    for before in reversed(drafting.times_in(start, last.start)):
        between = drafting.plain[before.end : row[0].start]
        if not _BETWEEN.fullmatch(between) or len(row) == MOST:
            break
        row.insert(0, before)
    return row
