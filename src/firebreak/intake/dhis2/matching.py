"""A mapping made from an instance's metadata: what its parts are called, matched by words.

Comes in: the JSON of `/api/metadata` (or a part of it). Goes out: a mapping, and the fields for
which nothing matched; those a person fills in.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from firebreak.intake.dhis2.mapping import ALONE, FIELDS, InstanceMap
from firebreak.intake.drafts import ReadingError
from firebreak.intake.exchange.texts import plain
from firebreak.intake.exchange.words import Unread
from firebreak.intake.godata import tokens

#: field -> what instances call it, without case and marks; the first that is found is taken
NAMES = {
    "person.name": "full name|name|patient name|姓名|given name|first name",
    "person.sex": "sex|gender|性别",
    "person.birth_date": "date of birth|birth date|dob|出生日期",
    "person.age": "age|age in years|年龄",
    "person.id_number": "national id|national identifier|id number|身份证号|passport number",
    "person.phone": "phone number|telephone|phone|mobile number|telephone local|电话|联系电话",
    "person.address": "home address|address|address current|现住址|住址",
    "person.residence": "district of residence|residence|city|居住地",
    "person.occupation": "occupation|职业",
    "case.number": "case id|local case id|case number|system generated case id|病例编号",
    "case.status": "case classification|classification|case status|final case classification|病例分类",
    "case.severity": "severity|clinical severity|病情严重程度",
    "case.classified": "date of classification|classification date|分类日期",
    "case.imported": "imported case|is imported|imported|输入病例",
    "sample.number": "specimen id|sample id|lab specimen id|样本编号",
    "sample.kind": "specimen type|sample type|type of specimen|样本类型",
    "sample.received": "date specimen received|date sample received|样本接收日期",
    "sample.laboratory": "laboratory|lab name|name of laboratory|检测机构",
    "test.method": "type of test|test type|lab test type|检测方法",
    "test.result": "lab test result|test result|result|检测结果",
    "test.when": "date of test result|date of lab test result|result date|结果日期",
    "check.temperature_celsius": "temperature|body temperature|体温",
    "check.exposure_declared": "exposure declared|travel or contact declared|申报旅居或接触史",
    "check.note": "comment|remarks|备注",
    "gathering.what": "gathering|kind of gathering|聚集活动",
    "gathering.place": "place of gathering|gathering place|聚集地点",
    "gathering.people": "people at gathering|number of attendees|参加人数",
    "gathering.later_confirmed": "attendees confirmed later|其后确诊人数",
    "order.text": "order text|text of order|任务原文",
    "order.unit": "responsible unit|责任单位",
    "order.to": "order addressee|任务对象",
    "order.deadline_hours": "deadline in hours|完成时限小时",
    "order.until": "deadline|截止时间",
}
#: what an entity says of itself; the rest is said by events
OF_ENTITY = frozenset(name for name in NAMES if name.startswith("person.")) | {"case.number"}
STAGE_NAMES = {
    "case": "clinical examination and diagnosis|diagnosis|clinical examination|health status|诊断",
    "sample": "lab results|laboratory|lab request|lab test|检测",
    "gathering": "gathering|mass gathering|聚集活动",
    "order": "order with deadline|directive|限时任务",
    "check": "follow up|daily follow up|symptoms|contact follow up|随访",
}
#: word lists whose labels are known from elsewhere
KNOWN = {
    "person.sex": tokens.SEX,
    "case.status": tokens.STATUS,
    "sample.kind": tokens.SAMPLE,
    "test.method": tokens.METHOD,
    "test.result": tokens.RESULT,
}


def matched(metadata: object, *, name: str = "") -> tuple[InstanceMap, tuple[str, ...]]:
    """
    Return the mapping of an instance, and the fields nothing matched.

    Parameters
    ----------
    metadata
        With `trackedEntityTypes`, `programs` (and their stages), `trackedEntityAttributes`,
        `dataElements`, `optionSets`, `options`, `relationshipTypes`, `organisationUnits`.
    name
        The instance's, for people.

    Raises
    ------
    ReadingError
        `not_dhis2_metadata`: it has neither programs nor attributes.
    """
    if not isinstance(metadata, Mapping) or not {"programs", "trackedEntityAttributes"} & set(
        metadata
    ):
        raise ReadingError("not_dhis2_metadata")
    attributes, elements = _objects(metadata, "trackedEntityAttributes"), _elements(metadata)
    found: dict[str, Mapping] = {}
    for wanted in FIELDS:
        within = attributes if wanted in OF_ENTITY else elements
        one = _called(_of_type(wanted, within), NAMES[wanted])
        if one is not None:
            found[wanted] = one
    programs = _objects(metadata, "programs")
    units = {_id(u): _shown(u) for u in _objects(metadata, "organisationUnits")}
    case_program = _id(_having(programs, ("case", "病例"), but=("contact", "密接")))
    relationship = _having(_objects(metadata, "relationshipTypes"), ("case", "contact"))
    stages = _stages(metadata, programs)
    mapping = InstanceMap(
        name=name,
        entity_type=_id(_called(_objects(metadata, "trackedEntityTypes"), "person|patient|人员")),
        case_program=case_program,
        contact_program=_id(_having(programs, ("contact", "密接"))),
        relationship_type=_id(relationship),
        contact_comes_first=not _begins_at(relationship, case_program),
        stages=stages,
        programs={kind: p for kind in ALONE if (p := _program_of(stages.get(kind, ""), programs))},
        ids={wanted: _id(one) for wanted, one in found.items()},
        options={w: o for w, one in found.items() if (o := _options(metadata, w, one))},
        units=units,
        unit=next(iter(units), ""),
    )
    return mapping, tuple(wanted for wanted in FIELDS if wanted not in found)


def _objects(metadata: Mapping, kind: str) -> list[Mapping]:
    listed = metadata.get(kind)
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


def _elements(metadata: Mapping) -> list[Mapping]:
    return _objects(metadata, "dataElements")


def _id(one: Mapping | None) -> str:
    said = one.get("id") if one is not None else None
    return said if isinstance(said, str) else ""


def _shown(one: Mapping) -> str:
    said = one.get("displayName") or one.get("name")
    return said if isinstance(said, str) else ""


def _called(within: Iterable[Mapping], names: str) -> Mapping | None:
    """The first that goes by one of some names: wholly, else at its end (a prefix is a module's)."""
    listed = [(plain(_shown(one)), one) for one in within if _id(one)]
    for name in names.split("|"):
        for shown, one in listed:
            if shown == name:
                return one
    for name in names.split("|"):
        for shown, one in listed:
            if shown.endswith(" " + name):
                return one
    return None


def _of_type(wanted: str, within: list[Mapping]) -> list[Mapping]:
    """DHIS2 keeps a value of its type AGE as the birth date, whatever it is called."""
    if wanted == "person.age":
        return [one for one in within if one.get("valueType") != "AGE"]
    if wanted == "person.birth_date":
        ages = [one for one in within if one.get("valueType") == "AGE"]
        return within + [{**one, "displayName": "date of birth"} for one in ages]
    return within


def _begins_at(relationship: Mapping | None, program: str) -> bool:
    """Whether the relationships of a type lead from an entity of a program, and not to one."""
    ends = [
        _id(_as_mapping(_as_mapping((relationship or {}).get(end)).get("program")))
        for end in ("fromConstraint", "toConstraint")
    ]
    return bool(program) and ends[0] == program != ends[1]


def _having(
    within: Iterable[Mapping], words: tuple[str, ...], but: tuple[str, ...] = ()
) -> Mapping | None:
    for one in within:
        shown = plain(_shown(one))
        if any(word in shown for word in words) and not any(word in shown for word in but):
            return one
    return None


def _stages(metadata: Mapping, programs: list[Mapping]) -> dict[str, str]:
    stages = _objects(metadata, "programStages") or [
        stage for program in programs for stage in _objects(program, "programStages")
    ]
    found = {kind: _id(_called(stages, names)) for kind, names in STAGE_NAMES.items()}
    return {kind: stage for kind, stage in found.items() if stage}


def _program_of(stage: str, programs: list[Mapping]) -> str:
    """The id of the program that a stage belongs to."""
    own = (
        p for p in programs for one in _objects(p, "programStages") if stage and _id(one) == stage
    )
    return _id(next(own, None))


def _options(metadata: Mapping, wanted: str, one: Mapping) -> dict[str, str]:
    """Option's code -> the record's word, for the options whose words are known."""
    words = FIELDS[wanted]
    holder = one.get("optionSet")
    if not isinstance(words, tuple) or not isinstance(holder, Mapping):
        return {}
    found: dict[str, str] = {}
    for option in _options_of(metadata, _id(holder)):
        code = option.get("code")
        word = _word(wanted, words, _shown(option)) or _word(wanted, words, str(code))
        if isinstance(code, str) and word:
            found.setdefault(code, word)
    return found


def _options_of(metadata: Mapping, option_set: str) -> list[Mapping]:
    direct = [
        option
        for option in _objects(metadata, "options")
        if _id(_as_mapping(option.get("optionSet"))) == option_set
    ]
    nested = [
        option
        for one in _objects(metadata, "optionSets")
        if _id(one) == option_set
        for option in _objects(one, "options")
    ]
    return direct or nested


def _as_mapping(value: Any) -> Mapping:
    return value if isinstance(value, Mapping) else {}


def _word(wanted: str, words: tuple[str, ...], shown: str) -> str:
    said = plain(shown).replace(" ", "_")
    if said in words:
        return said
    try:
        word = str(KNOWN[wanted].read(shown).value) if wanted in KNOWN else ""
    except Unread:
        return ""
    return word if word in words else ""
