"""An entry in a few lines: what was written, in the words of the record."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.engine.when import When
from firebreak.site.templatetags.pages import minute

KINDS = {
    "person": _("Person"),
    "case": _("Case"),
    "classification": _("Classification"),
    "check": _("Check"),
    "contact": _("Contact"),
    "sample": _("Sample"),
    "test": _("Result"),
    "placement": _("Placement"),
    "directive": pgettext_lazy("a command", "Order"),
    "gathering": _("Gathering"),
    "report": _("Report"),
    "auditfinding": _("Finding of an audit"),
    "transfer": _("Transfer of a contact"),
    "linkdecision": _("Link of a chain"),
    "place": _("Place"),
    "placemerge": _("Merge of two places"),
    "placedistinction": _("Two places told apart"),
    "stay": _("Stay"),
    "journey": _("Journey"),
    "feedidentity": _("Id in a feed"),
    "feedplace": _("Place in a feed"),
    "outbreak": _("Outbreak"),
    "milestone": _("Milestone"),
}
#: record -> the fields worth reading back after an entry
READ_BACK = {
    "person": ("name", "sex", "unit_stay"),
    "case": ("status", "unit_counting"),
    "classification": ("status", "reason"),
    "check": ("kind", "temperature_celsius", "symptoms", "action_taken", "unit"),
    "contact": ("person", "case", "place", "manner", "order", "unit"),
    "sample": ("kind", "number", "laboratory", "received_at"),
    "test": ("method", "result"),
    "placement": ("level", "unit", "ended_at", "end_reason", "override_end_at", "override_reason"),
    "directive": ("text", "unit", "due_at"),
    "gathering": ("what", "place", "people"),
    "report": ("kind", "unit", "to_unit", "received_at", "reviewed_at"),
    "auditfinding": ("unit", "log", "reference"),
    "transfer": ("from_unit", "to_unit", "reason", "answer", "answered_at", "answer_reason"),
    "linkdecision": ("infector", "infectee", "verdict", "reason"),
    "place": ("name", "kind", "unit", "longitude", "latitude", "merged_into"),
    "placemerge": ("kept", "away", "reason"),
    "placedistinction": ("one", "other", "reason"),
    "stay": ("person", "place", "seat", "boarding", "leaving"),
    "journey": ("from_station", "to_station"),
    "feedidentity": ("code", "sender", "person"),
    "feedplace": ("code", "sender", "place"),
    "outbreak": ("name", "unit"),
    "milestone": ("kind", "note"),
}
#: Of a line with several times each says what it is of.
TIMES = {
    "due_at": _("due %(time)s"),
    "ended_at": _("ended %(time)s"),
    "override_end_at": _("end set by hand: %(time)s"),
    "received_at": _("received %(time)s"),
    "reviewed_at": _("reviewed %(time)s"),
    "answered_at": _("answered %(time)s"),
}
#: What the record's own time is of, where it is not the only one.
OWN_TIME = {
    "placement": pgettext_lazy("before a time", "began"),
    "report": pgettext_lazy("before a time", "sent"),
    "sample": pgettext_lazy("before a time", "taken"),
    "directive": pgettext_lazy("before a time", "given"),
    "transfer": pgettext_lazy("before a time", "asked"),
}
MOST = 40  # lines; of a longer entry only how many of each kind


@dataclass(frozen=True)
class Line:
    """One record that was written: its kind, what it says, and when it happened."""

    kind: str
    says: str
    when: When | None
    own_time: str = ""  # what that time is of


def lines_of(versions: list[models.Model]) -> list[Line]:
    """Say what a change wrote."""
    latest = {(type(v), v.id): v for v in versions if _name(v) in READ_BACK}
    if len(latest) > MOST:
        counted = Counter(_name(version) for version in latest.values())
        return [Line(str(KINDS[name]), str(number), None) for name, number in counted.items()]
    return [_line(v) for v in latest.values()]


def _name(version) -> str:
    return type(version).instance_type._meta.model_name


def _line(version) -> Line:
    record = version.instance
    says = [_said(record, name) for name in READ_BACK[_name(version)]]
    return Line(
        kind=str(KINDS[_name(version)]),
        says=" · ".join(word for word in says if word),
        when=getattr(record, "happened", None),
        own_time=str(OWN_TIME.get(_name(version), "")),
    )


def _said(record, name: str) -> str:
    if name == "symptoms":
        return ", ".join(record.symptom_names)
    if getattr(record, name) in (None, "", "unknown"):
        return ""
    if hasattr(record, f"get_{name}_display"):
        return str(getattr(record, f"get_{name}_display")())
    value = getattr(record, name)
    if name == "case":
        whose = {"case": value, "name": value.person.name}
        return str(_("contact of case %(case)s, %(name)s") % whose)
    if isinstance(value, datetime):
        return str(TIMES[name] % {"time": minute(value)})
    return f"{value} °C" if name == "temperature_celsius" else str(value)
