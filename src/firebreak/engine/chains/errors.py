"""What may be wrong with what chains are inferred from, in a sentence that says what to do.

A sentence names a row or a column; never a person.
"""


class ChainsError(ValueError):
    """A table, a link or a setting contradicts another one, or says too little."""
