"""Specimens, observations and diagnostic reports: samples, tests, and what was seen at a visit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firebreak.intake.exchange.codecs import Celsius, Fahrenheit, Whole
from firebreak.intake.exchange.collecting import Field, Making, Path, Record
from firebreak.intake.exchange.words import Unread
from firebreak.intake.fhir import codes, fields
from firebreak.intake.fhir.codes import is_coded
from firebreak.intake.fhir.exposures import is_exposure
from firebreak.intake.fhir.identifiers import id_at_sender, mark_of, take_identifier
from firebreak.intake.fhir.times import time_of_period
from firebreak.intake.fhir.told_in_words import called, test_named
from firebreak.intake.own_ids import is_of_firebreak

if TYPE_CHECKING:
    from firebreak.intake.fhir.bundles import Resource
    from firebreak.intake.fhir.reading import Bundle

MOST_OF_AGE = {"years": 130, "months": 36, "days": 90}


@dataclass(frozen=True)
class Report:
    """What a report says for all its results."""

    resource: Resource
    specimen: str


def take(bundle: Bundle) -> None:
    """Take every specimen, then every observation with what its report says beside it."""
    for specimen in bundle.of("Specimen"):
        _take_specimen(bundle, specimen)
    reports = _reports(bundle)
    shared = _numbers_of_several(bundle)
    for observation in bundle.of("Observation"):
        if not is_exposure(observation):
            _take_observation(bundle, observation, reports, shared)
    for report in bundle.of("DiagnosticReport"):
        if not report.record.items("result"):
            _take_test(bundle, report, None, shared, result=("conclusionCode", 0))


def _numbers_of_several(bundle: Bundle) -> frozenset[str]:
    """Numbers that more than one result of a bundle has: of the order, or of the whole report."""
    resources = (*bundle.of("Observation"), *bundle.of("DiagnosticReport"))
    told = Counter(one.number_at_sender for one in resources)
    return frozenset(number for number, count in told.items() if count > 1)


def _take_specimen(bundle: Bundle, resource: Resource) -> None:
    sample = bundle.make("sample", resource)
    resource.put_id(sample)
    marks = (mark_of(resource.record, path) for path in resource.record.items("identifier"))
    bundle.tubes |= dict.fromkeys((mark for mark in marks if mark[1]), sample)
    sample.links["person"] = bundle.person(resource, "subject").key
    sample.take_all(resource.record, fields.SAMPLE)
    if "number" not in sample.fields:
        _take_number_of_container(sample, resource.record)
    when = time_of_period(sample, resource.record, ("collection", "collectedPeriod"))
    if when is not None:
        sample.put("when", when, resource.record.where(("collection", "collectedPeriod")))
    resource.record.at("status")


def _take_number_of_container(sample: Making, record: Record) -> None:
    """The number on the tube, where the laboratory has given the sample none of its own."""
    for path in record.items("identifier"):
        if record.text(*path, "system") != codes.OWN_ID:
            sample.take(record, Field("number", (*path, "value"), fields.TEXT))
            record.at(*path, "use")
            return


def _reports(bundle: Bundle) -> dict[str, Report]:
    """The report of each observation, by the observation's name."""
    found = {}
    for resource in bundle.of("DiagnosticReport"):
        record = resource.record
        specimens = record.items("specimen")
        specimen = bundle.referred(resource, *specimens[0]) if specimens else ""
        for path in record.items("result"):
            found[bundle.referred(resource, *path)] = Report(resource, specimen)
        for name in ("status", "code", "category", "subject"):
            record.at(name)
    return found


def _take_observation(
    bundle: Bundle, resource: Resource, reports: dict[str, Report], shared: frozenset[str]
) -> None:
    code = resource.record.at("code")
    for known, take_it in TAKES.items():
        if is_coded(code, known):
            take_it(bundle, resource)
            resource.record.at("status")
            return
    if _is_of_laboratory(resource):
        told = [reports[name] for name in resource.names if name in reports]
        _take_test(bundle, resource, told[0] if told else None, shared)
        return
    resource.record.taken.discard(("code",))
    if what := called(resource.record):
        bundle.collector.note("observation_left_out", resource.at, what=what)
    else:
        bundle.collector.note("observation_not_taken", resource.at)
    resource.record.taken.update((name,) for name in resource.values)


def _is_of_laboratory(resource: Resource) -> bool:
    record = resource.record
    return (
        is_coded(record.at("category"), "laboratory", "LAB")
        or is_coded(record.at("code"), *codes.TESTS)
        or test_named(record.at("code")) is not None
        or bool(record.items("specimen") or record.text("specimen", "reference"))
    )


def _take_age(bundle: Bundle, resource: Resource) -> None:
    person = bundle.person(resource, "subject")
    record = resource.record
    said = record.text("valueQuantity", "code") or record.text("valueQuantity", "unit") or "a"
    try:
        unit = str(codes.AGE_UNIT.read(said).value)
    except Unread as error:
        person.doubt("age_unit", error.code, said, error.options)
        return
    record.at("valueQuantity", "unit")
    record.at("valueQuantity", "system")
    person.take(record, Field("age", ("valueQuantity", "value"), Whole(0, MOST_OF_AGE[unit])))
    if "age" in person.fields:
        person.put("age_unit", unit, record.where(("valueQuantity",)), said)


def _take_occupation(bundle: Bundle, resource: Resource) -> None:
    person = bundle.person(resource, "subject")
    path = ("valueString",) if resource.record.text("valueString") else _words_of("value")
    person.take(resource.record, Field("occupation", path, fields.TEXT))


def _words_of(name: str) -> tuple[str, str]:
    return (f"{name}CodeableConcept", "text")


def _take_temperature(bundle: Bundle, resource: Resource) -> None:
    check = _check(bundle, resource)
    said = {resource.record.text("valueQuantity", name) for name in ("code", "unit")}
    scale = Celsius() if said.isdisjoint(codes.FAHRENHEIT) else Fahrenheit()
    known = Field("temperature_celsius", ("valueQuantity", "value"), scale)
    check.take(resource.record, known)
    resource.record.at("valueQuantity")


def _take_symptom(bundle: Bundle, resource: Resource) -> None:
    check = _check(bundle, resource)
    raw = resource.record.at("valueCodeableConcept")
    if resource.record.at("valueBoolean") is False:
        found: tuple = ()
    else:
        try:
            found = (codes.Concept(codes.SYMPTOM).read(raw, check.about).value,)
        except Unread as error:
            check.doubt("symptoms", error.code, "", error.options)
            return
    known = check.fields.get("symptoms")
    told = (*(known.value if known is not None else ()), *found)
    check.put("symptoms", tuple(dict.fromkeys(told)), resource.record.where(("code",)))


def _check(bundle: Bundle, resource: Resource) -> Making:
    """The visit at which something was seen; one that is not told of is a visit of its own."""
    known = bundle.drafts.get(bundle.referred(resource, "encounter"))
    person = bundle.person(resource, "subject")
    if known is not None and known.kind == "check":
        return known
    check = bundle.make("check", resource)
    resource.put_id(check)
    check.doubt("kind", "kind_not_said", "")
    check.links["person"] = person.key
    _take_effective(check, resource)
    return check


TAKES = {
    codes.AGE_CODE: _take_age,
    codes.OCCUPATION_CODE: _take_occupation,
    codes.TEMPERATURE_CODE: _take_temperature,
    codes.SYMPTOM_CODE: _take_symptom,
}


def _take_test(
    bundle: Bundle,
    resource: Resource,
    report: Report | None,
    shared: frozenset[str],
    result: tuple[str | int, ...] = ("valueCodeableConcept",),
) -> None:
    record = resource.record
    sample = _sample(bundle, resource, report)
    _take_laboratory(sample, resource, report)
    is_preliminary = record.text("status") in codes.PRELIMINARY and _says_result(record, result)
    if record.text("status") not in codes.DONE and not is_preliminary:
        bundle.collector.note("test_without_result", record.where(("status",)))
        record.taken.update((name,) for name in resource.values)
        return
    test = bundle.make("test", resource)
    _put_id(test, resource, report, shared)
    test.links["sample"] = sample.key
    _take_what(test, resource)
    _take_result(test, resource, result)
    if is_preliminary:
        test.doubt("result", "preliminary", record.text("status"))
    if record.text("status") in codes.CORRECTED and _has_no_number(test, resource):
        test.doubt("result", "corrected_result", record.text("status"))
    _take_when(test, sample, resource, report)


def _put_id(
    test: Making, resource: Resource, report: Report | None, shared: frozenset[str]
) -> None:
    """A result that has no number is known by that of its report, if it is the only one there."""
    resource.put_id(test, shared=shared)
    if report is None or not _has_no_number(test, resource) or is_of_firebreak(resource.own_id):
        return
    is_alone = len(report.resource.record.items("result")) == 1
    if is_alone and report.resource.number_at_sender not in ("", *shared):
        report.resource.put_id(test)


def _has_no_number(test: Making, resource: Resource) -> bool:
    """Whether the id of the resource, which may be new, is all by which the sender knows a result."""
    known = test.fields.get("external_id")
    return known is None or known.origin == resource.record.where(("id",))


def _sample(bundle: Bundle, resource: Resource, report: Report | None) -> Making:
    """The sample of a result; a result that names none is of a sample nobody tells of."""
    path: tuple[str | int, ...] = ("specimen",)
    if resource.record.items("specimen"):
        path = ("specimen", 0)
    name = bundle.referred(resource, *path) or (report.specimen if report else "")
    resource.record.at("category")
    mark = mark_of(resource.record, (*path, "identifier"))
    known = bundle.drafts.get(name) or bundle.tubes.get(mark)
    person = bundle.person(resource, "subject")
    if known is not None and known.kind == "sample":
        take_identifier(resource.record, (*path, "identifier"))
        return known
    identity = name.rpartition("/")[2]
    sample = bundle.collector.make("sample", identity or resource.at.path)
    if name:
        bundle.drafts[name] = sample
        sample.put("external_id", identity, resource.record.where(path), name)
    _put_tube(bundle, sample, resource, path)
    sample.links["person"] = person.key
    return sample


def _put_tube(bundle: Bundle, sample: Making, resource: Resource, path: Path) -> None:
    """Of a sample that is only named by the number on its tube: that number."""
    where = (*path, "identifier")
    system, number = mark_of(resource.record, where)
    if not number:
        return
    bundle.tubes[system, number] = sample
    take_identifier(resource.record, where)
    origin = resource.record.where((*where, "value"))
    sample.put("number", number, origin, number)
    if system:
        sample.put("external_id", id_at_sender(system, number), origin, number)


def _take_laboratory(sample: Making, resource: Resource, report: Report | None) -> None:
    told = [resource] + ([report.resource] if report else [])
    for one in told:
        for path in one.record.items("performer")[:1]:
            said = one.record.text(*path, "display")
            known = sample.fields.get("laboratory")
            if said and known is None:
                sample.put("laboratory", said, one.record.where((*path, "display")), said)
            elif said and known is not None and known.value != said:
                sample.doubt("laboratory", "told_differently", said)


def _take_what(test: Making, resource: Resource) -> None:
    """What was tested for, and how: LOINC says both in one code, others in words."""
    record = resource.record
    concept = record.at("code")
    for code, (pathogen, method) in codes.TESTS.items():
        if is_coded(concept, code):
            test.put("pathogen", pathogen, record.where(("code",)), code)
            test.put("method", method, record.where(("code",)), code)
            break
    else:
        _take_what_in_words(test, record)
    if record.at("method") is not None:
        test.take(record, fields.TEST[0])


def _take_what_in_words(test: Making, record: Record) -> None:
    """What was tested for by its name, and how where the name of the test says it."""
    concept, where = record.at("code"), record.where(("code",))
    pathogen, method = test_named(concept) or (None, "")
    if pathogen:
        test.put("pathogen", pathogen, where, concept)
    else:
        test.take(record, Field("pathogen", ("code",), codes.Concept(codes.PATHOGEN)))
    if method:
        test.put("method", method, where, concept)


def _places_of_result(path: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], ...]:
    return path, ("interpretation", 0), ("valueString",)


def _says_result(record: Record, path: tuple[str | int, ...]) -> bool:
    return any(record.at(*place) is not None for place in _places_of_result(path))


def _take_result(test: Making, resource: Resource, path: tuple[str | int, ...]) -> None:
    record = resource.record
    for place in _places_of_result(path):
        if record.at(*place) is not None and "result" not in test.fields:
            test.take(record, Field("result", place, codes.Concept(codes.RESULT)))
    if "result" in test.fields:
        test.doubts[:] = [doubt for doubt in test.doubts if doubt.field != "result"]


def _take_when(test: Making, sample: Making, resource: Resource, report: Report | None) -> None:
    """When the result was out (`issued`); what it is effective of is when the sample was taken."""
    for one in [resource] + ([report.resource] if report else []):
        if "when" not in test.fields:
            test.take(one.record, fields.ISSUED)
        elif one.values.get("issued") == resource.values.get("issued"):
            one.record.at("issued")  # the report says the same once more
        _take_effective(sample, one)
    if resource.record.text("extension", 0, "url") == codes.RESULTED:
        test.take(resource.record, fields.RESULTED)


def _take_effective(making: Making, resource: Resource) -> None:
    """Take when what was observed was so, unless it is told already."""
    record = resource.record
    for path in (("effectiveDateTime",), ("effectiveInstant",)):
        if "when" in making.fields:
            record.at(*path)
        else:
            making.take(record, Field("when", path, fields.TIME))
    if "when" in making.fields:
        record.at("effectivePeriod")
    elif (when := time_of_period(making, record, ("effectivePeriod",))) is not None:
        making.put("when", when, record.where(("effectivePeriod",)))
