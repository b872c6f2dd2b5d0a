"""Where the system met somebody infected and let him go on, and what that cost.

Comes in: events (`tables.EVENTS`), the chains (who infected whom, or None while that is not worked
out), protocol editions. Goes out: one row per missed chance, sums by rule, post and unit, and the
cases that nobody met until late. Times and rules; whose fault it was is for no program to say.

`periods.py` says which rules held when, `course.py` from when until when a case could be held back,
`meetings.py` at which meetings he was not, `avoided.py` counts the infections after it, `sums.py`
adds them up, `unmet.py` finds whom nobody met.
"""

from firebreak.engine.missed.chances import CHANCES, MissedChances, missed_chances
from firebreak.engine.missed.sums import SUMS, sums
from firebreak.engine.missed.unmet import UNMET

__all__ = ["CHANCES", "SUMS", "UNMET", "MissedChances", "missed_chances", "sums"]
