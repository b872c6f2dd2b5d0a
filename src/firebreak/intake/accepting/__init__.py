"""A draft becomes records, through the same actions as any entry, in one change.

`accept.py` is the change: which drafts, in which order, whole or not at all. `desk.py` is what a
writer has at hand. The writers are by subject: `people.py`, `cases.py`, `whereabouts.py`,
`contacts.py`, `exposures.py`, `care.py`, `reports.py`, `orders.py`, `gatherings.py`. What is on file
already is found by `known.py` beside this room; how a draft stands against its record is `comparing.py`.
"""

from firebreak.intake.accepting.accept import Accepted, Answer, accept, accept_certain

__all__ = ["Accepted", "Answer", "accept", "accept_certain"]
