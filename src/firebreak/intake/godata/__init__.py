"""Go.Data, WHO's outbreak tool: what its exports hold, in JSON and in its three kinds of CSV."""

from firebreak.intake.godata.reading import read, recognises

__all__ = ["read", "recognises"]
