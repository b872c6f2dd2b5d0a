"""Free text, Chinese first: a bulletin, a message, a page of a newspaper, read into drafts.

`reading.py` is the way through; it asks `cleaning.py` and `page.py` for the text, `times.py` for its
times, `people.py` for whom it speaks of, and the other rooms for what it says of them. No network,
no Django, nothing written.
"""

from firebreak.intake.text.cleaning import decode
from firebreak.intake.text.reading import read_text

__all__ = ["decode", "read_text"]
