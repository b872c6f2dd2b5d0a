"""The limits that contact tracing is counted by."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class TracingThresholds:
    """
    The limits the indicators are counted by.

    Parameters
    ----------
    interview, report, quarantine, reach
        Longest time from report to interview, sampling to report, naming to quarantine, naming to
        first reaching.
    quarantine_at_latest
        The second limit from naming to quarantine.
    observation
        From the last exposure to the end of observation.
    lost_after
        Unseen for this long is lost to follow-up.

    Raises
    ------
    ValueError
        A limit is not positive.

    Examples
    --------
    >>> TracingThresholds(quarantine=timedelta(hours=48)).quarantine.days
    2
    >>> TracingThresholds(lost_after=timedelta(0))
    Traceback (most recent call last):
    ...
    ValueError: lost_after is 0:00:00; give a time longer than nothing, for example 1 day.
    """

    interview: timedelta = timedelta(hours=24)
    report: timedelta = timedelta(hours=24)
    quarantine: timedelta = timedelta(hours=24)
    quarantine_at_latest: timedelta = timedelta(hours=48)
    reach: timedelta = timedelta(hours=72)
    observation: timedelta = timedelta(days=14)
    lost_after: timedelta = timedelta(days=3)

    def __post_init__(self) -> None:
        for name, limit in vars(self).items():
            if limit <= timedelta(0):
                raise ValueError(
                    f"{name} is {limit}; give a time longer than nothing, for example 1 day."
                )


DEFAULTS = TracingThresholds()
