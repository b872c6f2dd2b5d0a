"""Times as people type them on a command line."""

from datetime import UTC, datetime

from firebreak.cli.faults import BadInput
from firebreak.cli.installation import language
from firebreak.cli.language import gettext as _


def instant(text: str | None, option: str, *, of_day: str = "end") -> datetime | None:
    """
    Read a time; of a day, its end (24:00), as bulletins count, or its "start" if asked for.

    Raises
    ------
    BadInput
        It cannot be read, or has not come yet.
    """
    if text is None:
        return None
    from django.conf import settings

    from firebreak.engine.dates import DateError, read_when
    from firebreak.records import clock

    now = clock.now()
    today = now.astimezone(settings.CITY_ZONE).date()
    try:
        when = read_when(text, zone=settings.CITY_ZONE, today=today)
    except DateError as error:
        raise BadInput(f"{option}: " + " ".join(error.say(language()))) from error
    if when.start is None or when.latest is None:
        raise BadInput(
            _("{option}: give a time, for example 2020-02-03 08:00.").format(option=option)
        )
    if when.start > now:
        raise BadInput(
            _("{option}: {text} has not come yet. It is {now} now.").format(
                option=option, text=text, now=f"{now.astimezone(settings.CITY_ZONE):%Y-%m-%d %H:%M}"
            )
        )
    at = when.start if of_day == "start" else min(when.latest, now)
    return at.astimezone(UTC)
