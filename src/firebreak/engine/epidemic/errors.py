"""What may be wrong with what an estimate is asked from, each in a sentence that says what to do.

A sentence names a row, a day or a column; never a person.
"""


class EpidemicError(ValueError):
    """An estimate cannot be made from what was given."""


class IncidenceError(EpidemicError):
    """A series of daily counts has a gap, a repeated day, or what is no count."""


class IntervalError(EpidemicError):
    """The distribution of an interval is none: it does not sum to 1, or has a negative entry."""


class DelayError(EpidemicError):
    """A delay cannot be read: it ends before it starts, or after the last day observed."""


class OffspringError(EpidemicError):
    """Infections per case are no counts, or say of a case what cannot be."""


class AttackRateError(EpidemicError):
    """Exposed people cannot be counted: no setting, more ill than exposed."""
