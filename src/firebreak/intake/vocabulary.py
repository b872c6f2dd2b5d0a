"""What a draft may say: the fields of each kind, and how what a reviewer types becomes a value.

A field that is not here may still be in a draft (a format may carry more); it is shown, stays with
the document, and cannot be mended.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.dates import DateError, read_when, write_when
from firebreak.engine.when import When
from firebreak.records.actions.times import check_past
from firebreak.records.models import (
    Case,
    Check,
    Contact,
    Person,
    Place,
    Placement,
    Report,
    Sample,
    Test,
)


@dataclass(frozen=True)
class Field:
    """How a field is typed: `kind` is text, number, decimal, time, day, yes_no, choice or words."""

    kind: str = "text"
    choices: Any = None

    def words(self) -> list[tuple[Any, str]]:
        """Return the words of a choice: value and how a person reads it."""
        return [(value, str(label)) for value, label in self.choices.choices]


TEXT, NUMBER, DECIMAL, TIME, DAY, YES_NO, WORDS = map(
    Field, ("text", "number", "decimal", "time", "day", "yes_no", "words")
)


def one_of(choices: Any) -> Field:
    """Return a field with one of a model's words."""
    return Field("choice", choices)


#: kind of draft -> field -> how it is typed
FIELDS: dict[str, dict[str, Field]] = {
    "person": {
        "name": TEXT,
        "sex": one_of(Person.Sex),
        "age": NUMBER,
        "age_unit": one_of(Person.AgeUnit),
        "birth_date": DAY,
        "occupation": TEXT,
        "group": one_of(Person.Group),
        "employer": TEXT,
        "id_number": TEXT,
        "phone": TEXT,
        "address": TEXT,
        "residence": TEXT,
        "residence_code": TEXT,
        "unit_stay": TEXT,
        "arrived_from": TEXT,
        "external_id": TEXT,
    },
    "case": {
        "number": TEXT,
        "status": one_of(Case.Status),
        "onset": TIME,
        "reported": TIME,
        "classified": TIME,
        "pathogen": TEXT,
        "severity": one_of(Case.Severity),
        "imported": YES_NO,
        "infected_through": one_of(Case.InfectedThrough),
        "unit_reporting": TEXT,
        "unit_counting": TEXT,
        "edition": TEXT,
        "note": TEXT,
        "external_id": TEXT,
    },
    "classification": {"status": one_of(Case.Status), "when": TIME, "unit": TEXT, "reason": TEXT},
    "place": {
        "name": TEXT,
        "kind": one_of(Place.Kind),
        "unit": TEXT,
        "longitude": DECIMAL,
        "latitude": DECIMAL,
        "spellings": WORDS,
        "external_id": TEXT,
    },
    "stay": {
        "place": TEXT,
        "place_kind": one_of(Place.Kind),
        "when": TIME,
        "activity": TEXT,
        "seat": TEXT,
        "note": TEXT,
    },
    "journey": {
        "means": TEXT,
        "number": TEXT,
        "plate": TEXT,
        "carriage": TEXT,
        "seat": TEXT,
        "from_place": TEXT,
        "to_place": TEXT,
        "when": TIME,
        "arrived": TIME,
    },
    "contact": {
        "relation": TEXT,
        "manner": one_of(Contact.Manner),
        "order": one_of(Contact.Order),
        "when": TIME,
        "ended": TIME,
        "place": TEXT,
        "certainty": TEXT,
        "direction_known": YES_NO,
        "contact_of": TEXT,
        "external_id": TEXT,
    },
    "check": {
        "kind": one_of(Check.Kind),
        "unit": TEXT,
        "when": TIME,
        "temperature_celsius": DECIMAL,
        "symptoms": WORDS,
        "exposure_declared": YES_NO,
        "action_taken": one_of(Check.ActionTaken),
        "note": TEXT,
    },
    "placement": {
        "level": one_of(Placement.Level),
        "unit": TEXT,
        "when": TIME,
        "ended": TIME,
        "reason": TEXT,
    },
    "sample": {
        "number": TEXT,
        "kind": one_of(Sample.Kind),
        "when": TIME,
        "received": TIME,
        "laboratory": TEXT,
        "unit": TEXT,
        "external_id": TEXT,
    },
    "test": {
        "pathogen": TEXT,
        "method": one_of(Test.Method),
        "result": one_of(Test.Result),
        "when": TIME,
        "external_id": TEXT,
    },
    "report": {
        "kind": one_of(Report.Kind),
        "unit": TEXT,
        "to_unit": TEXT,
        "when": TIME,
        "text": TEXT,
    },
    "gathering": {
        "when": TIME,
        "people": NUMBER,
        "none_from": TEXT,
        "later_confirmed": NUMBER,
        "source_name": TEXT,
        "what": TEXT,
        "place": TEXT,
        "place_kind": one_of(Place.Kind),
        "external_id": TEXT,
    },
    "total": {
        "what": TEXT,
        "number": NUMBER,
        "until": TIME,
        "unit": TEXT,
        "of": TEXT,
        "new": YES_NO,
        "counted_by": TEXT,
    },
    "order": {
        "text": TEXT,
        "unit": TEXT,
        "when": TIME,
        "issuer": TEXT,
        "action": TEXT,
        "deadline_hours": NUMBER,
        "to": TEXT,
        "number": NUMBER,
        "days": NUMBER,
        "until": TIME,
        "item": TEXT,
        "external_id": TEXT,
    },
    "event": {"external_id": TEXT, "name": TEXT, "when": TIME, "place": TEXT},
}
#: Times that may lie ahead.
AHEAD = frozenset({("order", "until"), ("journey", "arrived"), ("contact", "ended")})
YES, NO = frozenset({"yes", "y", "是", "有", "true"}), frozenset({"no", "n", "否", "无", "false"})
NUMBERS = range(-(10**9), 10**9)


def value_typed(kind: str, field: str, text: str, *, zone: tzinfo, today: date) -> Any:
    """
    Return the value of what was typed for a field; None for nothing.

    Raises
    ------
    ValidationError
        It is none, with how to write it.
    """
    text = text.strip()
    if not text:
        return None
    how = FIELDS[kind][field]
    if how.kind == "time":
        return _time(text, zone, today)
    return _TYPED[how.kind](text, how)


def check_time(kind: str, field: str, value: Any) -> None:
    """
    Refuse a time that has not come yet, in a field that tells what was.

    Raises
    ------
    ValidationError
        It lies ahead.
    """
    how = FIELDS.get(kind, {}).get(field, TEXT)
    if how.kind == "time" and (kind, field) not in AHEAD:
        check_past(value, field)
    if how.kind == "day" and value is not None:
        check_past(datetime.combine(value, time.min, settings.CITY_ZONE), field)


def written(value: object, zone: tzinfo) -> str:
    """
    Write a value as a reviewer may type it.

    Examples
    --------
    >>> written(("fever", "cough"), None), written(True, None), written(None, None)
    ('fever cough', 'yes', '')
    """
    if value is None:
        return ""
    if isinstance(value, When):
        return write_when(value, zone=zone) if value.start else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return str(value)


def _time(text: str, zone: tzinfo, today: date) -> When:
    try:
        return read_when(text, zone=zone, today=today)
    except DateError as refused:
        from django.utils.translation import get_language

        said = refused.say("zh" if (get_language() or "").startswith("zh") else "en")
        raise ValidationError(" ".join(said)) from None


def _number(text: str, _how: Field) -> int:
    if not text.lstrip("-").isdecimal() or len(text) > 10 or int(text) not in NUMBERS:
        raise ValidationError(_("Write a whole number."))
    return int(text)


def _decimal(text: str, _how: Field) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or len(text) > 20:
        raise ValidationError(_("Write a number, for example 37.8."))
    return found


def _day(text: str, _how: Field) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError(_("Write the day as 2020-02-03.")) from None


def _yes_no(text: str, _how: Field) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValidationError(_("Write yes or no."))


def _choice(text: str, how: Field) -> Any:
    for value, word in how.words():
        if text.lower() in (str(value).lower(), word.lower()):
            return value
    words = ", ".join(word for _value, word in how.words())
    raise ValidationError(_("Choose one of: %(words)s.") % {"words": words})


_TYPED: Mapping[str, Callable[[str, Field], Any]] = {
    "text": lambda text, _how: text,
    "number": _number,
    "decimal": _decimal,
    "day": _day,
    "yes_no": _yes_no,
    "choice": _choice,
    "words": lambda text, _how: tuple(text.split()),
}
