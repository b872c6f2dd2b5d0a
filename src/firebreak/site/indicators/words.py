"""Numbers, targets and milestones of the indicators as people read them."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

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


def percent(share: float) -> str:
    """
    Write a share; one that is not nothing is never written as nothing, nor all as less than all.

    Examples
    --------
    >>> percent(1 / 6), percent(2 / 4945), percent(4943 / 4945), percent(0), percent(1)
    ('16.7 %', '<0.1 %', '>99.9 %', '0.0 %', '100.0 %')
    """
    if 0 < share < 0.001:
        return f"<{_rounded(0.1)} %"
    if 0.999 < share < 1:
        return f">{_rounded(99.9)} %"
    return f"{_rounded(share * 100)} %"


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
