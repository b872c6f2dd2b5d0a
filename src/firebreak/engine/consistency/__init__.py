"""What in the data cannot all be true, or should be looked at by somebody who knows.

Comes in: the engine's tables and small frames of places, units and published totals.
Goes out: one row per finding, with what to do about it. Nothing is changed here and nobody
is judged: a finding names records, never persons.

`order.py`: times in the wrong order. `totals.py`: published numbers that do not add up.
`places.py`: names and geocodes. `cases.py`: counted elsewhere, perhaps twice.
`people.py`: one ID number, two people. `elsewhere.py`: at a dinner, and in a ward.
`spelling.py`: which characters are easily confused. `findings.py`: the words of every finding.
"""

from firebreak.engine.consistency.check import find_inconsistencies
from firebreak.engine.consistency.findings import FINDINGS, MESSAGES, Message, say
from firebreak.engine.consistency.geometry import locate

__all__ = ["FINDINGS", "MESSAGES", "Message", "find_inconsistencies", "locate", "say"]
