"""The level of an interval: 0.95 is from the 2.5th to the 97.5th percentile."""

from firebreak.engine.epidemic.errors import EpidemicError


def tails(level: float) -> tuple[float, float]:
    """
    Return the probabilities below the lower and the upper end of an interval.

    Raises
    ------
    EpidemicError
        The level is not between 0 and 1.

    Examples
    --------
    >>> tails(0.5)
    (0.25, 0.75)
    """
    if not 0 < level < 1:
        raise EpidemicError(f"level is {level}; give a share between 0 and 1, for example 0.95.")
    return (1 - level) / 2, (1 + level) / 2
