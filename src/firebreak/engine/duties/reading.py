"""Reading a protocol edition from TOML, and refusing it with every mistake it has.

Each table of the format is a dictionary from key to the way its value is read; a mistake is noted
with file, line, field, what was found and what was expected, and reading goes on. `together.py`
checks the editions against each other.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from os import PathLike
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firebreak.engine.duties import protocols as p
from firebreak.engine.duties.mistakes import Mistake, ProtocolError, Said
from firebreak.engine.duties.positions import Lines
from firebreak.engine.kinds import CLASSIFICATIONS, KINDS, Subject, matching

SHIPPED = Path(__file__).parents[1] / "reference" / "protocols"
PART = re.compile(r"(\d+)\s*(d|h|min)")
WORD = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
CODE = re.compile(r"\d{6}|CN|WHO")
UNITS = {"d": "days", "h": "hours", "min": "minutes"}


@dataclass
class Where:
    """The field being read, and the mistakes found so far."""

    file: Path
    lines: Lines
    mistakes: list[Mistake]
    path: tuple[str | int, ...] = ()

    def at(self, *more: str | int) -> "Where":
        return Where(self.file, self.lines, self.mistakes, self.path + more)

    def wrong(self, found: object, expected: str) -> None:
        shown = found if isinstance(found, Said) else _shown(found)
        line = self.lines.of(self.path)
        self.mistakes.append(Mistake(self.file, line, self.field, shown, expected))

    @property
    def field(self) -> str:
        words = ""
        for part in self.path:
            words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
        return words or THE_FILE


THE_FILE = Said("the file")
NOTHING = Said("nothing")
A_LIST, A_TABLE = Said("a list"), Said("a table")
Reader = Callable[[Any, Where], Any]


@dataclass(frozen=True)
class Key:
    """How a key's value is read; a key without a default must be there."""

    read: Reader
    needed: bool = True


@dataclass(frozen=True)
class Placed:
    """An edition with the place of its fields, for the checks between editions."""

    edition: p.Edition
    where: Where = field(repr=False)


def read(paths: Iterable[str | PathLike[str]]) -> tuple[p.Edition, ...]:
    """
    Read the editions of these files and check them against each other.

    Raises
    ------
    ProtocolError
        Anything is wrong in any of the files.
    """
    from firebreak.engine.duties.together import check_together

    mistakes: list[Mistake] = []
    placed = [read_file(Path(path), mistakes) for path in paths]
    whole = [one for one in placed if one is not None]
    check_together(whole)
    if mistakes:
        raise ProtocolError(mistakes)
    return tuple(one.edition for one in sorted(whole, key=lambda one: one.edition.valid_from))


def read_file(path: Path, mistakes: list[Mistake]) -> Placed | None:
    """Read one file; note its mistakes, and return None if it has any."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except OSError as error:
        return _note(mistakes, path, 1, Said(error.strerror or "no file"), Said("a file to read"))
    except UnicodeDecodeError as error:
        return _note(
            mistakes,
            path,
            1,
            Said("byte {place} is not UTF-8", place=error.start),
            Said("UTF-8 text"),
        )
    except tomllib.TOMLDecodeError as error:
        said = re.search(r"\(at line (\d+)", str(error))
        line = int(said[1]) if said else text.count("\n") + 1
        return _note(
            mistakes,
            path,
            line,
            Said("a slip in the writing of TOML ({slip})", slip=str(error).split(" (at")[0]),
            Said("lines such as {example}", example="valid_from = 2020-02-04"),
        )
    where = Where(path, Lines(text), mistakes)
    before = len(mistakes)
    edition = _edition(raw, where)
    return Placed(edition, where) if edition and len(mistakes) == before else None


def _note(mistakes: list[Mistake], path: Path, line: int, found: str, expected: str) -> None:
    mistakes.append(Mistake(path, line, THE_FILE, found, expected))


# Values


def text(value: Any, where: Where) -> str | None:
    if isinstance(value, str) and value.strip():
        return value.strip()
    return where.wrong(value, Said("some text"))


def word(value: Any, where: Where) -> str | None:
    if isinstance(value, str) and WORD.fullmatch(value):
        return value
    return where.wrong(
        value, Said("a word of small letters, digits and hyphens, such as suspect-test")
    )


def jurisdiction(value: Any, where: Where) -> str | None:
    if isinstance(value, str) and CODE.fullmatch(value):
        return value
    return where.wrong(value, Said("a division code of six digits such as 430200, or CN, or WHO"))


def one_of(*options: str) -> Reader:
    def read_option(value: Any, where: Where) -> str | None:
        if value in options:
            return value
        return where.wrong(value, Said("one of {options}", options=", ".join(options)))

    return read_option


def whole(lowest: int) -> Reader:
    def read_whole(value: Any, where: Where) -> int | None:
        if type(value) is int and value >= lowest:
            return value
        return where.wrong(value, Said("a whole number of {lowest} or more", lowest=lowest))

    return read_whole


def celsius(value: Any, where: Where) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 35 <= value <= 42:
        return float(value)
    return where.wrong(value, Said("a body temperature between 35 and 42 °C, such as 37.3"))


def yes_or_no(value: Any, where: Where) -> bool | None:
    return value if isinstance(value, bool) else where.wrong(value, Said("true or false"))


def duration(value: Any, where: Where) -> timedelta | None:
    if isinstance(value, str) and PART.sub("", value).strip() == "" and value.strip():
        return sum(
            (timedelta(**{UNITS[unit]: int(n)}) for n, unit in PART.findall(value)), timedelta()
        )
    return where.wrong(value, Said("a duration such as 48h, 14d or 30min"))


def limit(value: Any, where: Where) -> timedelta | None:
    length = duration(value, where)
    if length is not None and length <= timedelta():
        return where.wrong(value, Said("a duration longer than nothing, such as 2h"))
    return length


def local_instant(value: Any, where: Where) -> datetime | None:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return where.wrong(value, Said("a local date or time without a zone, such as 2020-01-28"))


def time_of_day(value: Any, where: Where) -> time | None:
    return (
        value if type(value) is time else where.wrong(value, Said("a time of day such as 16:00:00"))
    )


def zone(value: Any, where: Where) -> ZoneInfo | None:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, TypeError, ValueError, OSError):
        return where.wrong(value, Said("a time zone such as Asia/Shanghai"))


def kinds(value: Any, where: Where) -> tuple[str, ...] | None:
    """Read words for kinds and return every kind they cover."""
    if not isinstance(value, list) or not value:
        return where.wrong(value, Said('a list of kinds of event, such as ["case.suspected"]'))
    found = [_kind(one, where.at(index)) for index, one in enumerate(value)]
    if None in found:
        return None
    return tuple(dict.fromkeys(kind for some in found for kind in some or ()))


def _kind(value: Any, where: Where) -> tuple[str, ...] | None:
    covered = matching(value) if isinstance(value, str) else ()
    if covered:
        return covered
    return where.wrong(value, _nearest(value))


def _nearest(value: Any) -> Said:
    from difflib import get_close_matches

    words = {k.rsplit(".", n)[0] for k in KINDS for n in range(k.count("."))} | set(KINDS)
    near = get_close_matches(str(value), sorted(words), n=1)
    if near:
        return Said("a kind of event, perhaps {kind}", kind=near[0])
    return Said("a kind of event of firebreak.engine.kinds")


def list_of(read_one: Reader) -> Reader:
    def read_list(value: Any, where: Where) -> tuple[Any, ...] | None:
        if not isinstance(value, list):
            return where.wrong(value, A_LIST)
        found = [read_one(one, where.at(index)) for index, one in enumerate(value)]
        return None if any(one is None for one in found) else tuple(found)

    return read_list


def table_of(keys: Mapping[str, Key], make: Callable[..., Any]) -> Reader:
    """Read a table by `keys`; unknown and missing keys are mistakes."""

    def read_table(value: Any, where: Where) -> Any:
        if not isinstance(value, Mapping):
            return where.wrong(value, Said("a table with {keys}", keys=", ".join(keys)))
        before = len(where.mistakes)
        for key in value.keys() - keys.keys():
            where.at(key).wrong(
                Said("a key that is not known"), Said("one of {options}", options=", ".join(keys))
            )
        for key in (k for k, rule in keys.items() if rule.needed and k not in value):
            where.at(key).wrong(NOTHING, Said("a value; this key is needed"))
        known = {k: keys[k].read(v, where.at(k)) for k, v in value.items() if k in keys}
        return make(**known) if len(where.mistakes) == before else None

    return read_table


def source_text(value: Any, where: Where) -> p.Text | None:
    """Read where a statement can be found: one text for all readers, or `{ en, zh }`."""
    if isinstance(value, Mapping):
        return TEXT(value, where)
    found = text(value, where)
    return None if found is None else p.Text(found, found)


def sources(value: Any, where: Where) -> dict[str, p.Text] | None:
    if not isinstance(value, Mapping) or not value:
        return where.wrong(value, Said("a table of sources, each a key and where to find it"))
    found = {key: source_text(one, where.at(key)) for key, one in value.items()}
    read = {key: one for key, one in found.items() if one is not None}
    return read if len(read) == len(found) else None


# Tables

TEXT = table_of({"en": Key(text), "zh": Key(text)}, p.Text)
HOLDER = table_of(
    {
        "role": Key(one_of(*p.HOLDERS)),
        "unit": Key(one_of(*p.HOLDER_UNITS), needed=False),
        "after": Key(kinds, needed=False),
    },
    p.Holder,
)
ESCALATION = table_of(
    {
        "after": Key(duration),
        "to": Key(one_of(*p.HOLDERS)),
        "at": Key(one_of(*p.LEVELS), needed=False),
    },
    p.Escalation,
)
VOID = table_of({"code": Key(word), "kinds": Key(kinds), "reason": Key(TEXT)}, p.Void)


def _standing(ends: tuple[str, ...] = ()) -> p.Standing:
    return p.Standing(ends)


STANDING = table_of({"ends": Key(kinds, needed=False)}, _standing)
RULE = {
    "id": Key(word),
    "name": Key(TEXT),
    "subject": Key(one_of(*Subject)),
    "starts": Key(kinds),
    "fulfilled_by": Key(kinds),
    "holders": Key(list_of(HOLDER)),
    "source": Key(text),
    "due_soon": Key(duration, needed=False),
    "escalation": Key(list_of(ESCALATION), needed=False),
    "needs_pathogen": Key(yes_or_no, needed=False),
    "loosens_because": Key(TEXT, needed=False),
    "to_confirm": Key(yes_or_no, needed=False),
}
DUTY = RULE | {
    "within": Key(limit),
    "each": Key(one_of("first", "every"), needed=False),
    "match": Key(one_of(*p.MATCHES), needed=False),
    "again_after": Key(kinds, needed=False),
    "only_after": Key(kinds, needed=False),
    "standing": Key(STANDING, needed=False),
    "voided_by": Key(list_of(VOID), needed=False),
}
DAY_WINDOW = table_of(
    {"name": Key(TEXT), "opens": Key(time_of_day), "closes": Key(time_of_day)}, p.DayWindow
)
ROUND = RULE | {
    "ends": Key(kinds),
    "windows": Key(list_of(DAY_WINDOW)),
    "lasts": Key(limit, needed=False),
    "lasts_from": Key(kinds, needed=False),
}
MANNER = {
    "id": Key(word),
    "name": Key(TEXT),
    "at": Key(list_of(one_of(*p.PLACES))),
    "level": Key(one_of(p.HERE, *p.PLACES), needed=False),
    "within_rows": Key(whole(0), needed=False),
    "min_overlap": Key(duration, needed=False),
    "contact": Key(one_of(*p.CONTACTS)),
    "manner": Key(one_of(*p.MANNERS)),
    "source": Key(text),
    "to_confirm": Key(yes_or_no, needed=False),
}
CHANCE = {
    "id": Key(word),
    "name": Key(TEXT),
    "source": Key(text),
    "duty": Key(word, needed=False),
    "starts": Key(kinds, needed=False),
    "signs": Key(list_of(one_of(*p.SIGNS)), needed=False),
    "exposed_by": Key(kinds, needed=False),
    "answered_by": Key(kinds, needed=False),
    "within": Key(duration, needed=False),
    "post": Key(one_of(*p.HOLDERS), needed=False),
    "to_confirm": Key(yes_or_no, needed=False),
}
ROLL = {
    "id": Key(word),
    "name": Key(TEXT),
    "source": Key(text),
    "shown_by": Key(kinds, needed=False),
    "linked_by": Key(list_of(one_of(*p.LINKS)), needed=False),
    "to_confirm": Key(yes_or_no, needed=False),
}
CONTACT_WINDOW = table_of(
    {
        "before_onset": Key(duration),
        "before_sampling": Key(duration),
        "after_onset": Key(duration, needed=False),
    },
    p.ContactWindow,
)
THRESHOLDS = table_of(
    {
        "fever_celsius": Key(celsius, needed=False),
        "exposure_days": Key(whole(1), needed=False),
        "observation_days": Key(whole(1), needed=False),
        "cluster_size": Key(whole(2), needed=False),
        "cluster_days": Key(whole(1), needed=False),
        "cluster_counts": Key(list_of(one_of(*CLASSIFICATIONS)), needed=False),
        "cluster_settings": Key(list_of(one_of(*p.PLACES)), needed=False),
        "negatives_to_exclude": Key(whole(1), needed=False),
        "negatives_to_discharge": Key(whole(1), needed=False),
        "hours_between_negatives": Key(whole(1), needed=False),
        "days_without_fever_to_discharge": Key(whole(1), needed=False),
        "days_after_discharge": Key(whole(1), needed=False),
        "lost_after_days": Key(whole(1), needed=False),
    },
    p.Thresholds,
)
DEFINITION = table_of(
    {
        "id": Key(word),
        "classification": Key(one_of(*CLASSIFICATIONS)),
        "part": Key(one_of("exposure", "clinical", "laboratory", "rule")),
        "text": Key(TEXT),
    },
    p.Definition,
)


def _read_duty(value: Any, where: Where) -> p.Duty | None:
    return table_of(DUTY, lambda **found: _check_duty(found, where))(value, where)


def _read_round(value: Any, where: Where) -> p.Round | None:
    return table_of(ROUND, lambda **found: _check_round(found, where))(value, where)


def _read_manner(value: Any, where: Where) -> p.Manner | None:
    return table_of(MANNER, lambda **found: _check_manner(found, where))(value, where)


def _read_chance(value: Any, where: Where) -> p.Chance | None:
    return table_of(CHANCE, lambda **found: _check_chance(found, where))(value, where)


def _read_roll(value: Any, where: Where) -> p.Roll | None:
    return table_of(ROLL, lambda **found: _check_roll(found, where))(value, where)


EDITION = {
    "id": Key(word),
    "name": Key(TEXT),
    "family": Key(one_of(*p.FAMILIES)),
    "pathogen": Key(word),
    "jurisdiction": Key(jurisdiction),
    "edition": Key(text),
    "valid_from": Key(local_instant),
    "valid_to": Key(local_instant, needed=False),
    "time_zone": Key(zone),
    "source": Key(text),
    "sources": Key(sources),
    "replaces": Key(word, needed=False),
    "contact_window": Key(CONTACT_WINDOW, needed=False),
    "thresholds": Key(THRESHOLDS, needed=False),
    "definitions": Key(list_of(DEFINITION), needed=False),
    "duties": Key(list_of(_read_duty), needed=False),
    "rounds": Key(list_of(_read_round), needed=False),
    "manners": Key(list_of(_read_manner), needed=False),
    "chances": Key(list_of(_read_chance), needed=False),
    "rolls": Key(list_of(_read_roll), needed=False),
    "to_confirm": Key(list_of(text), needed=False),
    "unknown": Key(list_of(TEXT), needed=False),
}


def _edition(raw: Any, where: Where) -> p.Edition | None:
    return table_of(EDITION, lambda **found: _check_edition(found, where))(raw, where)


# What must agree within a file


def _check_duty(found: dict[str, Any], where: Where) -> p.Duty | None:
    _check_rule(found, where)
    for name in ("again_after", "only_after"):
        _same_subject(found.get(name, ()), found["subject"], where.at(name))
    for index, void in enumerate(found.get("voided_by", ())):
        _same_subject(void.kinds, found["subject"], where.at("voided_by", index))
    if standing := found.get("standing"):
        _same_subject(standing.ends, found["subject"], where.at("standing"))
    if found.get("match") == "record":
        _same_record(found, where)
    if (soon := found.get("due_soon")) is not None and soon > found["within"]:
        where.at("due_soon").wrong(
            _duration(soon), Said("no more than within: {within}", within=_shown(found["within"]))
        )
    return p.Duty(**found)


def _check_round(found: dict[str, Any], where: Where) -> p.Round | None:
    _check_rule(found, where)
    for name in ("ends", "lasts_from"):
        _same_subject(found.get(name, ()), found["subject"], where.at(name))
    if not found["windows"]:
        where.at("windows").wrong([], Said("at least one window of the day"))
    closed = time()
    for index, window in enumerate(found["windows"]):
        if window.closes <= window.opens or window.opens < closed:
            said = Said(
                "{opens} to {closes}",
                opens=f"{window.opens:%H:%M}",
                closes=f"{window.closes:%H:%M}",
            )
            where.at("windows", index).wrong(said, Said("windows in order that do not overlap"))
        closed = max(closed, window.closes)
    return p.Round(**found)


def _check_manner(found: dict[str, Any], where: Where) -> p.Manner | None:
    if not found["at"]:
        where.at("at").wrong([], Said("at least one kind of place"))
    if found.get("level") in found["at"]:
        expected = Said(
            "a part of {level}, or {here} for the place itself", level=found["level"], here=p.HERE
        )
        where.at("level").wrong(found["level"], expected)
    return p.Manner(**found)


def _check_chance(found: dict[str, Any], where: Where) -> p.Chance | None:
    """A chance is a duty that was breached, or a meeting that nothing followed; never both."""
    met = ("starts", "signs", "exposed_by", "answered_by", "within", "post")
    if "duty" in found:
        for name in (name for name in met if name in found):
            where.at(name).wrong(
                Said("a key beside duty"), Said("either duty, or starts with the rest")
            )
        return p.Chance(**found)
    for name in (name for name in ("starts", "answered_by") if name not in found):
        where.at(name).wrong(NOTHING, Said("a list of kinds of event; or duty, the id of a duty"))
    for name in ("starts", "exposed_by", "answered_by"):
        _same_subject(found.get(name, ()), Subject.PERSON, where.at(name))
    _check_meeting(found, where)
    return p.Chance(**found)


def _check_meeting(found: dict[str, Any], where: Where) -> None:
    signs = found.get("signs", ())
    others = [k for k in found.get("starts", ()) if KINDS[k].record != "check"]
    if others and signs:
        where.at("signs").wrong(
            Said(signs[0]), Said("no signs: {kind} is no check, which has some", kind=others[0])
        )
    elif others and "post" not in found:
        where.at("post").wrong(
            NOTHING, Said("whose post it is, as {kind} is no check", kind=others[0])
        )
    if set(signs) & set(p.ON_RECORD) and not found.get("exposed_by"):
        said = Said(
            "the kinds on record that {signs} is held against", signs=" or ".join(p.ON_RECORD)
        )
        where.at("exposed_by").wrong(NOTHING, said)


def _check_roll(found: dict[str, Any], where: Where) -> p.Roll | None:
    if not found.get("shown_by") and not found.get("linked_by"):
        where.at("shown_by").wrong(NOTHING, Said("kinds of event; or linked_by, kinds of evidence"))
    _same_subject(found.get("shown_by", ()), Subject.PERSON, where.at("shown_by"))
    return p.Roll(**found)


def _check_rule(found: dict[str, Any], where: Where) -> None:
    for name in ("starts", "fulfilled_by"):
        _same_subject(found[name], found["subject"], where.at(name))
    holders = found["holders"]
    if not holders or holders[0].after:
        said = Said("a first holder with after") if holders else Said("no holder")
        where.at("holders").wrong(said, Said("a first holder without after: from the start"))
    for index, holder in enumerate(holders):
        _same_subject(holder.after, found["subject"], where.at("holders", index))
        if index and not holder.after:
            where.at("holders", index).wrong(
                NOTHING, Said("after: the kinds that hand the duty over")
            )
    steps = [step.after for step in found.get("escalation", ())]
    if steps != sorted(steps):
        where.at("escalation").wrong(Said("steps out of order"), Said("the earliest step first"))


def _same_subject(found: Iterable[str], subject: str, where: Where) -> None:
    for kind in found:
        if KINDS[kind].subject != subject:
            said = Said(
                "{kind}, which is about a {subject}", kind=kind, subject=KINDS[kind].subject
            )
            return where.wrong(said, Said("kinds about a {subject}", subject=subject))
    return None


def _same_record(found: dict[str, Any], where: Where) -> None:
    starts = {KINDS[kind].record for kind in found["starts"]}
    for kind in found["fulfilled_by"]:
        if {KINDS[kind].record} != starts:
            said = Said("{kind}, which a {record} proves", kind=kind, record=KINDS[kind].record)
            expected = Said(
                "kinds that a {records} proves, as match is record",
                records=" or ".join(sorted(starts)),
            )
            return where.at("fulfilled_by").wrong(said, expected)
    return None


def _check_edition(found: dict[str, Any], where: Where) -> p.Edition | None:
    tz = found["time_zone"]
    for key in ("valid_from", "valid_to"):
        if key in found:
            found[key] = found[key].replace(tzinfo=tz)
    found.setdefault("valid_to", None)
    if found["valid_to"] and found["valid_to"] <= found["valid_from"]:
        where.at("valid_to").wrong(found["valid_to"].date(), Said("a time after valid_from"))
    _check_sources(found, where)
    _check_ids(found, where)
    _check_to_confirm(found, where)
    return p.Edition(**found)


def _check_sources(found: dict[str, Any], where: Where) -> None:
    cited = [(found["source"], where.at("source"))]
    for part in ("duties", "rounds", "manners", "chances", "rolls"):
        for index, rule in enumerate(found.get(part, ())):
            cited.append((rule.source, where.at(part, index, "source")))
    for source, place in cited:
        if source not in found["sources"]:
            place.wrong(source, Said("a key of sources: {keys}", keys=", ".join(found["sources"])))


def _check_ids(found: dict[str, Any], where: Where) -> None:
    seen: set[str] = set()
    for part in ("duties", "rounds", "definitions", "manners", "chances", "rolls"):
        for index, rule in enumerate(found.get(part, ())):
            if rule.id in seen:
                where.at(part, index, "id").wrong(rule.id, Said("an id used only once in the file"))
            seen.add(rule.id)


def _check_to_confirm(found: dict[str, Any], where: Where) -> None:
    for index, name in enumerate(found.get("to_confirm", ())):
        part, _, key = name.partition(".")
        if part not in ("contact_window", "thresholds") or not _has(found.get(part), key):
            expected = Said("a number of this file, such as thresholds.fever_celsius")
            where.at("to_confirm", index).wrong(name, expected)


def _has(part: Any, key: str) -> bool:
    return part is not None and getattr(part, key, None) is not None


def _duration(length: timedelta) -> str:
    return Said(_shown(length))


def _shown(value: Any) -> str:
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 3600:g}h"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Mapping):
        return A_TABLE
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
