"""A mapping: what the parts of one DHIS2 instance mean, as a file that a person can read and mend."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from firebreak.engine.when import When
from firebreak.intake.drafts import ReadingError
from firebreak.intake.exchange.codecs import (
    BirthDate,
    Celsius,
    Codec,
    Coded,
    Flag,
    IsoDay,
    IsoTime,
    Surroundings,
    Text,
    Whole,
    iso_time,
)
from firebreak.intake.exchange.json_files import load
from firebreak.intake.exchange.words import Found, Words


class Day(IsoDay):
    """A day, which DHIS2 also writes as its midnight without a zone."""

    def __init__(self) -> None:
        super().__init__(suffix="")

    def read(self, raw: object, about: Surroundings) -> Found:
        on, at = iso_time(raw, about.zone)
        if at is None:
            return Found(When.day(on, about.zone))
        local = at.astimezone(about.zone)
        if (local.hour, local.minute, local.second) == (0, 0, 0):
            return Found(When.day(local.date(), about.zone))  # by UTC it is the day before
        return Found(When.minute(local))


MOST = 2**31 - 1
SEX = ("male", "female", "unknown")
#: field -> its codec, or the words that an option set has a code for
FIELDS: dict[str, Codec | tuple[str, ...]] = {
    "person.name": Text(),
    "person.given_name": Text(),
    "person.surname": Text(),
    "person.sex": SEX,
    "person.birth_date": BirthDate(),
    "person.age": Whole(0, 130),
    "person.id_number": Text(),
    "person.phone": Text(),
    "person.address": Text(),
    "person.residence": Text(),
    "person.occupation": Text(),
    "case.number": Text(),
    "case.status": (
        "suspected",
        "probable",
        "confirmed",
        "asymptomatic",
        "excluded",
        "recovered",
        "died",
    ),
    "case.onset": Day(),
    "case.outcome": ("recovered", "died"),
    "case.severity": ("mild", "moderate", "severe", "critical"),
    "case.classified": Day(),
    "case.imported": Flag(),
    "sample.number": Text(),
    "sample.when": Day(),
    "sample.kind": ("nasal", "throat", "sputum", "blood", "stool", "other"),
    "sample.received": Day(),
    "sample.laboratory": Text(),
    "test.method": ("pcr", "sequencing", "antibody", "antigen", "other"),
    "test.result": ("positive", "negative", "inconclusive"),
    "test.when": Day(),
    "check.temperature_celsius": Celsius(),
    "check.exposure_declared": Flag(),
    "check.note": Text(),
    "gathering.what": Text(),
    "gathering.place": Text(),
    "gathering.people": Whole(0, MOST),
    "gathering.later_confirmed": Whole(0, MOST),
    "order.text": Text(),
    "order.unit": Text(),
    "order.to": Text(),
    "order.deadline_hours": Whole(1, MOST),
    "order.until": IsoTime(),
}
#: what an instance may do without: a whole name, the days of enrollment and event say it too
OPTIONAL = frozenset(
    {"person.given_name", "person.surname", "case.onset", "case.outcome", "sample.when"}
)
#: what an event of a stage is about
STAGES = {
    "case": ("case",),
    "outcome": ("case",),
    "request": ("sample",),
    "sample": ("sample", "test"),
    "check": ("check",),
}
#: what an event of a program of its own is about, which registers nobody
ALONE = ("gathering", "order")


@dataclass(frozen=True)
class InstanceMap:
    """
    The mapping of one instance.

    Parameters
    ----------
    name
        The instance's, for people.
    entity_type, case_program, contact_program, relationship_type
        Ids of the instance; "" where it has none.
    contact_comes_first
        Whether a relationship leads from the contact to the case.
    pathogen
        Of the case program.
    stages
        `case`, `outcome`, `request`, `sample`, `check`, `gathering`, `order` -> id of the stage.
    programs
        `gathering`, `order` -> id of the event program that the stage is of.
    ids
        Field (`person.name`) -> id of the attribute or data element.
    options
        Field -> option's code -> the record's word.
    units
        Id of an organisation unit -> its name.
    unit
        Where what names no unit is put.
    """

    name: str = ""
    entity_type: str = ""
    case_program: str = ""
    contact_program: str = ""
    relationship_type: str = ""
    contact_comes_first: bool = True
    pathogen: str = ""
    stages: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""

    def codec(self, name: str) -> Codec:
        """Return how a field's values are written in the instance."""
        known = FIELDS[name]
        if not isinstance(known, tuple):
            return known
        return Coded(Words(dict(self.options.get(name) or {word: word for word in known})))

    def to_json(self) -> str:
        """Write the mapping for a person to read and mend."""
        return json.dumps(self.__dict__, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """
        Read a mapping file.

        Raises
        ------
        ReadingError
            `not_a_mapping`: a part of it is missing or of another shape.
        """
        said = load(content)
        try:
            mapping = cls(**said)
        except TypeError as error:
            raise ReadingError("not_a_mapping") from error
        for name, default in cls().__dict__.items():
            if not isinstance(getattr(mapping, name), type(default)):
                raise ReadingError("not_a_mapping")
        plain = (mapping.stages, mapping.programs, mapping.ids, mapping.units)
        if not all(_is_plain(part) for part in plain):
            raise ReadingError("not_a_mapping")
        if not all(_is_plain(part) for part in mapping.options.values()):
            raise ReadingError("not_a_mapping")
        return mapping


def _is_plain(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(value, str) for value in part.values())
