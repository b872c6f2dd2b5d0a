"""Chains: who infected whom, inferred from the record beside the site, and kept.

`evidence.py` projects the record into what `engine.chains` reads, `computing.py` says what is worked
out of it, `records/beside.py` is the process that does so, `keeping.py` what is known at this moment.

Take `latest(situation)`, or `standing(situation)` with the version of the record it speaks of. Both
return at once, with what is kept. Ask anew each time: what waits for them must not be kept with a
situation (`Situation.once`), as the answer may come while the situation stays the same.
"""

from firebreak.records.chains.keeping import Standing, engage, forget, latest, make_now, standing

__all__ = ["Standing", "engage", "forget", "latest", "make_now", "standing"]
