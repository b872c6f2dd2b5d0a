"""What may be wrong with stays or with an index of them, each in a sentence that says what to do.

A sentence names a row, a column or a file; never a person or a place.
"""


class StaysIndexError(ValueError):
    """An index of stays cannot be made, read or changed as asked."""


class StayError(StaysIndexError):
    """A stay cannot be taken in: it ends before it starts, or says too little."""


class DamagedIndexError(StaysIndexError):
    """What lies there is no index of stays, or no longer a whole one."""


class BusyIndexError(StaysIndexError):
    """Another program is writing to the index."""
