"""Go.Data's cases, contacts and contacts of contacts, and where they live."""

import re

from firebreak.intake.exchange.codecs import Coded
from firebreak.intake.exchange.collecting import Collector, Field, Making, Path, Record
from firebreak.intake.exchange.names import joined
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.exchange.words import Unread
from firebreak.intake.godata import fields, tokens

DIVISION_CODE = re.compile(r"\d{6}(\d{3}(\d{3})?)?")  # GB/T 2260, and towns and villages within
OUTCOME = Field("status", ("outcomeId",), Coded(tokens.OUTCOME))
NAMES = ("firstName", "middleName", "lastName")


def take_case(collector: Collector, record: Record, identity: str) -> None:
    """Take a case: its person, the case, how it was classified, where it was kept."""
    person = take_contact(collector, record, identity)
    case = collector.make("case", identity)
    case.links["person"] = person.key
    case.take_all(record, fields.CASE)
    if record.at("isDateOfOnsetApproximate") is True and "onset" in case.fields:
        case.doubt("onset", "approximate_day", record.at("dateOfOnset"))
    _take_classifications(collector, record, case, identity)
    for number, path in enumerate(record.items("dateRanges"), 1):
        _take_placement(collector, record, path, person, f"{identity}/{number}")


def take_contact(collector: Collector, record: Record, identity: str) -> Making:
    """Take the person of a case, a contact or a contact of a contact."""
    person = collector.make("person", identity)
    record.at("type")
    person.take_all(record, fields.PERSON)
    take_name(person, record)
    take_age(person, record)
    _take_occupation(person, record)
    _take_documents(person, record)
    _take_address(collector, person, record)
    return person


def take_name(person: Making, record: Record, base: Path = ()) -> None:
    """Take a name in its parts; Chinese parts go together without a blank, the surname first."""
    parts = [record.text(*base, name) for name in NAMES]
    if not any(parts):
        return
    name = joined(*parts)
    first = next(key for key, part in zip(NAMES, parts, strict=True) if part)
    person.put("name", name, record.where((*base, first)), name)
    if "\ufffd" in name:
        person.doubt("name", "broken_characters", name)


def take_age(person: Making, record: Record, base: Path = ()) -> None:
    """Take an age in years, or in months where no year is full."""
    for unit in ("years", "months"):
        codec = fields.AGE[unit]
        path = (*base, "age", unit)
        if record.at(*path) in (None, "", 0, "0") and not _is_newborn(record, path):
            continue
        person.take(record, Field("age", path, codec))
        if "age" in person.fields:
            person.put("age_unit", unit, record.where(path), unit)
            _pass_over_zero(record, (*base, "age", "months"))
            return


def _pass_over_zero(record: Record, path: Path) -> None:
    """Months beside full years are a detail no record has; none at all is no detail."""
    if record.at(*path) not in (0, "0"):
        record.taken.discard(path)


def _is_newborn(record: Record, path: Path) -> bool:
    """An age of 0 years with no months is what an empty form leaves; 0 months is an age."""
    return path[-1] == "months" and record.at(*path) in (0, "0")


def _take_occupation(person: Making, record: Record) -> None:
    said = record.text("occupation")
    if not said:
        return
    label = person.about.labels.get(said)
    try:
        group = tokens.GROUP.read(said, label).value
    except Unread:
        person.put("occupation", label or said, record.where(("occupation",)), said)
        return
    person.put("group", group, record.where(("occupation",)), said)


def _take_documents(person: Making, record: Record) -> None:
    for path in record.items("documents"):
        kind = record.text(*path, "type")
        try:
            tokens.DOCUMENT.read(kind, person.about.labels.get(kind))
        except Unread:
            record.taken.discard((*path, "type"))
            continue
        person.take(record, Field("id_number", (*path, "number"), fields.TEXT))


def _take_address(collector: Collector, person: Making, record: Record) -> None:
    listed = record.items("addresses") or [()]
    chosen = next((path for path in listed if path and _is_home(person, record, path)), listed[0])
    if not chosen:
        return
    record.at(*chosen, "typeId")
    person.take_all(record, fields.ADDRESS, chosen)
    _take_location(collector, person, record, (*chosen, "locationId"))


def _is_home(person: Making, record: Record, path: Path) -> bool:
    said = record.text(*path, "typeId")
    record.taken.discard((*path, "typeId"))
    try:
        return bool(tokens.ADDRESS.read(said, person.about.labels.get(said)))
    except Unread:
        return False


def _take_location(collector: Collector, person: Making, record: Record, path: Path) -> None:
    said = record.text(*path)
    if not said:
        return
    area = collector.known("area", said)
    origin = record.where(path)
    if area is not None:
        code, name = area.fields.get("code"), area.fields.get("name")
        if code is not None:
            person.put("residence_code", code.value, origin, said)
        if name is not None:
            _add_residence(person, str(name.value), origin, said, has_code=code is not None)
    elif DIVISION_CODE.fullmatch(said):
        person.put("residence_code", said, origin, said)
    elif "residence" not in person.fields:
        person.put("residence", said, origin, said)
        person.doubt("residence", "unknown_location", said)
    else:
        person.doubt("residence", "unknown_location", said)


def _add_residence(person: Making, name: str, origin, said: str, *, has_code: bool) -> None:
    city = person.fields.get("residence")
    if city is None:
        person.put("residence", name, origin, said)
    elif not has_code and name not in str(city.value):
        person.put("residence", f"{name} {city.value}", origin, said)


def _take_classifications(
    collector: Collector, record: Record, case: Making, identity: str
) -> None:
    history = record.items("classificationHistory")
    drafts = [
        _classified(collector, record, case, f"{identity}/{number}", path)
        for number, path in enumerate(history, 1)
    ]
    case.take(record, Field("status", ("classification",), Coded(tokens.STATUS)))
    _take_outcome(collector, record, case, drafts, identity)


def _take_outcome(
    collector: Collector, record: Record, case: Making, drafts: list[Making], identity: str
) -> None:
    """An outcome ends the case; what it was before is told beside, where its course does not."""
    said = record.text("outcomeId")
    if not said or tokens.NO_OUTCOME.says(said, "alive", case.about.labels.get(said)):
        return
    before = case.fields.get("status")
    case.take(record, OUTCOME)
    if case.fields.get("status") is before:
        return  # of a word that is none of the list
    told = {draft.fields["status"].value for draft in drafts if "status" in draft.fields}
    if before is not None and before.value not in told:
        drafts.append(_under_way(collector, case, f"{identity}/{len(drafts) + 1}"))
        drafts[-1].fields["status"] = before
    ended = _under_way(collector, case, f"{identity}/{len(drafts) + 1}")
    ended.take(record, OUTCOME)
    ended.take(record, Field("when", ("dateOfOutcome",), fields.DAY))


def _classified(
    collector: Collector, record: Record, case: Making, identity: str, path: Path
) -> Making:
    draft = _under_way(collector, case, identity)
    draft.take_all(record, fields.HISTORY, path)
    record.at(*path, "endDate")  # the next entry says so
    return draft


def _under_way(collector: Collector, case: Making, identity: str) -> Making:
    draft = collector.make("classification", identity)
    draft.links["case"] = case.key
    return draft


def _take_placement(
    collector: Collector, record: Record, path: Path, person: Making, identity: str
) -> None:
    said = record.text(*path, "typeId")
    label = person.about.labels.get(said)
    try:
        level = str(tokens.LEVEL.read(said, label).value)
    except Unread:
        record.taken.discard((*path, "typeId"))
        return
    placement = collector.make("placement", identity)
    placement.links["person"] = person.key
    placement.take_all(record, fields.PLACEMENT, path)
    comment = value = tidy(str(record.values["dateRanges"][path[-1]].get("comments") or ""))
    if level == "isolation" and comment in tokens.ISOLATED:
        record.at(*path, "comments")
    elif level == "isolation":
        value = tokens.ISOLATED[0]
        placement.doubt("level", "isolated_where", said, tokens.ISOLATED)
    placement.put(
        "level", value if level == "isolation" else level, record.where((*path, "typeId")), said
    )


def take_location(collector: Collector, record: Record, identity: str) -> None:
    """Take an area of the tree of places that addresses refer to."""
    area = collector.make("area", identity)
    area.take_all(record, fields.AREA)
    within = record.text("parentLocationId")
    if within:
        area.links["within"] = f"area:{within}"


def take_outbreak(collector: Collector, record: Record, identity: str) -> None:
    """Take what all cases of the file have in common: the disease."""
    outbreak = collector.make("outbreak", identity)
    outbreak.take(record, Field("pathogen", ("disease",), Coded(tokens.PATHOGEN)))
    outbreak.take(record, Field("name", ("name",), fields.TEXT))


def spread_pathogen(collector: Collector) -> None:
    """Give every case the pathogen of its outbreak, and drop the outbreaks: they are not drafts."""
    found = [key for key, making in collector.drafts.items() if making.kind == "outbreak"]
    outbreaks = [collector.drafts.pop(key) for key in found]
    said = [outbreak.fields["pathogen"] for outbreak in outbreaks if "pathogen" in outbreak.fields]
    for outbreak in outbreaks:
        for doubt in outbreak.doubts:
            collector.note("outbreak_doubt", field=doubt.field, said=doubt.said)
    if len({value.value for value in said}) != 1:
        return
    for making in collector.drafts.values():
        if making.kind == "case":
            making.fields["pathogen"] = said[0]


def take_event(collector: Collector, record: Record, identity: str) -> None:
    """Take an event: a gathering, a funeral."""
    event = collector.make("event", identity)
    record.at("type")
    event.take_all(record, fields.EVENT)
    if record.at("dateApproximate") is True and "when" in event.fields:
        event.doubt("when", "approximate_day", record.at("date"))
