"""A mapping made from an instance's metadata: what its parts are called, matched by words.

Comes in: the JSON of `/api/metadata` (or a part of it). Goes out: a mapping, and the fields for
which nothing matched; those a person fills in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firebreak.intake.dhis2 import options
from firebreak.intake.dhis2.mapping import ALONE, FIELDS, OPTIONAL, InstanceMap
from firebreak.intake.dhis2.programs import (
    attributes_of,
    case_program,
    contact_program,
    elements_of,
    id_of,
    objects,
    shown,
    stages_of,
)
from firebreak.intake.drafts import ReadingError
from firebreak.intake.exchange.collecting import value_at
from firebreak.intake.exchange.texts import plain

#: field -> what instances call it, without case and marks; the first that is found is taken
NAMES = {
    "person.name": "full name|name|patient name|姓名",
    "person.given_name": "given name|first name|forename|名",
    "person.surname": "surname|last name|family name|姓",
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
    "case.onset": "date of symptoms onset|date of symptom onset|date of onset|symptom onset date"
    "|onset date|发病日期",
    "case.outcome": "health outcome|case outcome|patient outcome|outcome|转归",
    "case.severity": "severity|clinical severity|病情严重程度",
    "case.classified": "date of classification|classification date|分类日期",
    "case.imported": "imported case|is imported|imported|输入病例",
    "sample.number": "specimen id|sample id|lab specimen id|样本编号",
    "sample.when": "date specimen collected|date sample collected|date of specimen collection"
    "|date of sample collection|specimen collection date|sample collection date|采样日期|采样时间",
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
NAME_PARTS = ("person.given_name", "person.surname")
ENDS = ("fromConstraint", "toConstraint")
#: what an entity says of itself; the rest is said by events
OF_ENTITY = frozenset(name for name in NAMES if name.startswith("person.")) | {"case.number"}
STAGE_NAMES = {
    "case": "clinical examination and diagnosis|diagnosis|clinical examination|health status|诊断",
    "sample": "lab results|laboratory|lab request|lab test|检测",
    "request": "lab request|laboratory request|sample collection|specimen collection|采样",
    "gathering": "gathering|mass gathering|聚集活动",
    "order": "order with deadline|directive|限时任务",
    "outcome": "health outcome|case outcome|outcome|转归",
    "check": "follow up|daily follow up|symptoms|contact follow up|随访",
}


@dataclass(frozen=True)
class _Instance:
    """The parts of the metadata in which a field is looked for: those of its program, if known."""

    metadata: Mapping
    case: Mapping | None
    contact: Mapping | None

    def within(self, wanted: str) -> list[Mapping]:
        """Return the attributes or data elements that a field may be."""
        kind = wanted.partition(".")[0]
        if wanted in OF_ENTITY:
            own = attributes_of(self.case, self.contact)
            return _those(objects(self.metadata, "trackedEntityAttributes"), own)
        own = set() if kind in ALONE else elements_of(self.stages(kind))
        return _those(objects(self.metadata, "dataElements"), own)

    def stages(self, kind: str) -> list[Mapping]:
        """Return the stages that events of a kind may be of, the likeliest program's first."""
        cases, contacts = (stages_of(self.metadata, one) for one in (self.case, self.contact))
        if kind in ALONE or not (cases or contacts):
            return self._all_stages()
        return [*contacts, *cases] if kind == "check" else cases

    def _all_stages(self) -> list[Mapping]:
        programs = objects(self.metadata, "programs")
        listed = [stage for one in programs for stage in objects(one, "programStages")]
        return objects(self.metadata, "programStages") or listed


def matched(
    metadata: object, *, name: str = "", program: str = "", watched: str = ""
) -> tuple[InstanceMap, tuple[str, ...]]:
    """
    Return the mapping of an instance, and the fields nothing matched.

    Parameters
    ----------
    metadata
        With `trackedEntityTypes`, `programs` (and their stages), `trackedEntityAttributes`,
        `dataElements`, `optionSets`, `options`, `relationshipTypes`, `organisationUnits`.
    name
        The instance's, for people.
    program
        The id or name of the program of the cases, if somebody says it.
    watched
        The pathogen whose program is looked for otherwise.

    Raises
    ------
    ReadingError
        `not_dhis2_metadata`: it has neither programs nor attributes; `no_such_program`.
    """
    instance = _instance(metadata, program, watched)
    found = _found(instance)
    programs, stages = objects(instance.metadata, "programs"), _stages(instance)
    units = {id_of(u): shown(u) for u in objects(instance.metadata, "organisationUnits")}
    types = objects(instance.metadata, "trackedEntityTypes")
    relationship = _relationship(instance)
    mapping = InstanceMap(
        name=name,
        entity_type=id_of(_called(types, "person|patient|人员")),
        case_program=id_of(instance.case),
        contact_program=id_of(instance.contact),
        relationship_type=id_of(relationship),
        contact_comes_first=not _begins_at(relationship, id_of(instance.case)),
        stages=stages,
        programs={kind: p for kind in ALONE if (p := _program_of(stages.get(kind, ""), programs))},
        ids={wanted: id_of(one) for wanted, one in found.items()},
        options={
            w: o for w, one in found.items() if (o := options.words_of(instance.metadata, w, one))
        },
        units=units,
        unit=next(iter(units), ""),
    )
    told = found.keys() | OPTIONAL | ({"person.name"} if found.keys() & set(NAME_PARTS) else set())
    return mapping, tuple(wanted for wanted in FIELDS if wanted not in told)


def unmatched_options(metadata: Mapping, mapping: InstanceMap) -> dict[str, tuple[str, ...]]:
    """Return field -> its options, as they are shown, of which nothing says what they mean."""
    listed = [
        *objects(metadata, "trackedEntityAttributes"),
        *objects(metadata, "dataElements"),
    ]
    by_id = {id_of(one): one for one in listed}
    found = {
        wanted: options.unmatched(metadata, wanted, by_id[uid])
        for wanted, uid in mapping.ids.items()
        if uid in by_id
    }
    return {wanted: left for wanted, left in found.items() if left}


def _instance(metadata: object, program: str, watched: str) -> _Instance:
    if not isinstance(metadata, Mapping) or not {"programs", "trackedEntityAttributes"} & set(
        metadata
    ):
        raise ReadingError("not_dhis2_metadata")
    programs = objects(metadata, "programs")
    case = case_program(programs, program, watched)
    return _Instance(metadata, case, contact_program(programs, case))


def _found(instance: _Instance) -> dict[str, Mapping]:
    """Field -> what it is in the instance. A whole name needs no parts, and parts are no whole."""
    found: dict[str, Mapping] = {}
    for wanted in (*NAME_PARTS, *(name for name in FIELDS if name not in NAME_PARTS)):
        within = _of_type(wanted, instance.within(wanted))
        if wanted == "person.name":
            within = [one for one in within if one not in found.values()]
        if (one := _called(within, NAMES[wanted])) is not None:
            found[wanted] = one
    dropped = NAME_PARTS if "person.name" in found else ()
    return {wanted: found[wanted] for wanted in FIELDS if wanted in found and wanted not in dropped}


def _those(listed: list[Mapping], own: set[str]) -> list[Mapping]:
    return [one for one in listed if id_of(one) in own] if own else listed


def _called(within: Iterable[Mapping], names: str) -> Mapping | None:
    """
    The first that goes by one of some names: wholly, else at its end (a prefix is a module's).

    A name of several words may also stand in the midst of others.
    """
    listed = [(f" {plain(shown(one))} ", one) for one in within if id_of(one)]
    for fits in (_is, _ends, _holds):
        for name in names.split("|"):
            for said, one in listed:
                if fits(said, name):
                    return one
    return None


def _is(said: str, name: str) -> bool:
    return said.strip() == name


def _ends(said: str, name: str) -> bool:
    return said.endswith(f" {name} ")


def _holds(said: str, name: str) -> bool:
    return " " in name and f" {name} " in said


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
    first, second = (_end(relationship, end) for end in ENDS)
    return bool(program) and first == program != second


def _relationship(instance: _Instance) -> Mapping | None:
    """The type that leads to or from the program of the cases; else one that is called so."""
    listed = objects(instance.metadata, "relationshipTypes")
    called = [one for one in listed if any(w in plain(shown(one)) for w in ("case", "contact"))]
    case = id_of(instance.case)
    own = [one for one in called if case and case in (_end(one, end) for end in ENDS)]
    return next(iter([*own, *called]), None)


def _end(relationship: Mapping | None, end: str) -> str:
    said = value_at(relationship or {}, (end, "program", "id"))
    return said if isinstance(said, str) else ""


def _stages(instance: _Instance) -> dict[str, str]:
    found = {
        kind: id_of(_called(instance.stages(kind), names)) for kind, names in STAGE_NAMES.items()
    }
    if found["request"] == found["sample"]:
        del found["request"]  # one stage of both
    return {kind: stage for kind, stage in found.items() if stage}


def _program_of(stage: str, programs: list[Mapping]) -> str:
    """The id of the program that a stage belongs to."""
    own = (
        p for p in programs for one in objects(p, "programStages") if stage and id_of(one) == stage
    )
    return id_of(next(own, None))
