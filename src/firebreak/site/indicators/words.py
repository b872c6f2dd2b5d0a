"""Numbers, targets and milestones of the indicators as people read them."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from firebreak.outputs.brief.words import before, with_detail
from firebreak.records.models import Milestone


def shown(indicator, value: Any = ...) -> str:
    """Write a value in the indicator's unit; an empty denominator is "none", never 100 %."""
    value = indicator.value if value is ... else value
    if value is None:
        return _("none")
    if indicator.unit == "share":
        return percent(value)
    unit = {"hours": _("h"), "days": _("d"), "people per case": _("people per case")}.get(
        indicator.unit, indicator.unit
    )
    return f"{_rounded(value)} {unit}"


def counted(numerator: int, denominator: int) -> str:
    """
    Write of how many a share was counted, as it stands beside it; "" of nobody.

    Examples
    --------
    >>> counted(9, 17), counted(0, 0)
    ('9/17', '')
    """
    return f"{numerator}/{denominator}" if denominator else ""


def so_far(indicator) -> str:
    """
    Say of contacts who became cases how many of all did so far; "" of any other indicator.

    The share is of those whose watch is over. Early in an outbreak they are few, and not like the
    rest: the first to be over are those of the gathering that was noticed because people fell ill.
    """
    if indicator.id != "yield" or indicator.pending.is_empty():
        return ""
    settled, running = indicator.denominator.height, indicator.pending.height
    ill = indicator.numerator.height + indicator.pending.filter(state="converted").height
    return _(
        "Rests on the %(settled)d whose watch is over. With the %(running)d whose watch still runs, "
        "%(ill)d of %(all)d became cases so far: %(share)s."
    ) % {
        "settled": settled,
        "running": running,
        "ill": ill,
        "all": settled + running,
        "share": percent(ill / (settled + running)),
    }


def percent(share: float) -> str:
    """
    Write a share; one that is not nothing is never written as nothing, nor all as less than all.

    Examples
    --------
    >>> percent(1 / 6), percent(2 / 4945), percent(4943 / 4945), percent(0), percent(1)
    ('16.7%', '<0.1%', '>99.9%', '0.0%', '100.0%')
    """
    if 0 < share < 0.001:
        return f"<{_rounded(0.1)}%"
    if 0.999 < share < 1:
        return f">{_rounded(99.9)}%"
    return f"{_rounded(share * 100)}%"


def _rounded(value: float) -> str:
    return number_format(round(value, 1), 1)  # it cuts off what is not rounded before


def target_word(target: str) -> str:
    """A target of 7-1-7 in words."""
    return {
        "detect": _("detected within 7 days of emergence"),
        "notify": _("notified within 1 day of detection"),
        "respond": _("early response complete within 7 days of notification"),
        "first_action": _("first action within 1 day of notification"),
    }[target]


def days_taken(row: dict) -> str:
    """
    Write the days a target took.

    A step that came before the one it is counted from took none, and how long before stands beside
    it: the method subtracts dates and says nothing of differences below 0, which look like slips.

    Examples
    --------
    >>> days_taken({"target": "respond", "days": 3, "days_at_most": 4})
    '3–4'
    >>> days_taken({"target": "first_action", "days": -2, "days_at_most": -2})
    '0 (2 d before the notification)'
    """
    fewest, most = row["days"], row["days_at_most"]
    said = _span(max(fewest, 0), max(fewest if most is None else most, 0))
    if fewest >= 0:
        return said
    if most is not None and most >= 0:
        return with_detail(said, _("perhaps before"))
    return with_detail(said, before(row["target"]) % {"days": -fewest})


def _span(fewest: int, most: int) -> str:
    return str(fewest) if fewest == most else f"{fewest}–{most}"


def milestone_word(milestone: str) -> str:
    """A milestone of 7-1-7 in words."""
    own = {
        "emergence": _("emergence: earliest onset of a linked case"),
        "detection": _("detected"),
        "notification": _("notified"),
        "first_action": _("first action"),
        "completion": _("early response complete"),
    }
    return own.get(milestone) or str(Milestone.Kind(milestone.removeprefix("response.")).label)
