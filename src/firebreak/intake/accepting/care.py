"""What was done with people: checks, placements, samples and their tests."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from firebreak.engine.when import When
from firebreak.intake.accepting.cases import may_be_one
from firebreak.intake.accepting.desk import Desk, as_same, told
from firebreak.intake.accepting.writer import Facts, Writer
from firebreak.intake.drafts import Draft
from firebreak.records.actions import checks, laboratory, placements
from firebreak.records.actions.placements import asks_why
from firebreak.records.models import Check, Placement, Sample, Test


def make_check(desk: Desk, draft: Draft) -> Check:
    """Record that somebody was checked."""
    return checks.record_check(
        by=desk.by,
        person=desk.require_linked(draft, "person"),
        unit=desk.unit(draft.value("unit")),
        when=_when(draft),
        **_said_of_check(draft),
        **desk.source_and_told(),
    )


def _said_of_check(draft: Draft) -> Facts:
    said = told(draft, ("temperature_celsius", "exposure_declared", "action_taken", "note"))
    symptoms = draft.value("symptoms")
    asked = None if symptoms is None else list(symptoms) or [Check.NO_SYMPTOM]
    return {"kind": _required(draft, "kind"), "symptoms": asked, **said}


def check_check(_desk: Desk, draft: Draft, known: Check | None) -> None:
    """Refuse a new check that says nothing, or what cannot be."""
    if known is None:
        checks.check_said(**_said_of_check(draft))


def requires(name: str) -> Callable[[Desk, Draft, Any], None]:
    """Return a function that refuses a new record of which the document does not say something."""

    def check(_desk: Desk, draft: Draft, known: Any) -> None:
        if known is None:
            _required(draft, name)

    return check


def check_on_file(desk: Desk, draft: Draft) -> Check | None:
    """Return the check on file of the same kind, person, temperature and time."""
    person = desk.linked(draft, "person")
    if person is None:
        return None
    rows = Check.objects.filter(
        person=person,
        kind=draft.value("kind") or "",
        temperature_celsius=draft.value("temperature_celsius"),
    )
    return _at_same_time(rows, draft)


def check_facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a check, as the record has it."""
    names = ("kind", "temperature_celsius", "exposure_declared", "action_taken", "note")
    found = told(draft, names) | _units(desk, draft, "unit") | {"happened": _when(draft)}
    symptoms = draft.value("symptoms")
    if symptoms is None:
        return found
    return found | {"symptoms": list(symptoms) or _none_as(check_on_file(desk, draft))}


def _none_as(known: Check | None) -> list[str]:
    """That there was no symptom, as a check on file says it: an older one with an empty list."""
    return [] if known is not None and not known.symptoms else [Check.NO_SYMPTOM]


def placement_facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a placement, as the record has it."""
    found = told(draft, ("level",)) | _units(desk, draft, "unit")
    return found | {"happened": _when(draft), "ended_at": draft.value("ended")}


def end_placement(desk: Desk, draft: Draft, placement: Placement, said: Facts) -> None:
    """End a placement on file that a document tells the end of."""
    if "ended_at" in said:
        at = said["ended_at"].start
        reason = draft.value("reason") or _untold_reason(placement, at)
        placements.end(by=desk.by, placement=placement, at=at, reason=reason)


def sample_facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a sample, as the record has it."""
    found = told(draft, ("number", "kind")) | _units(desk, draft, "unit", "laboratory")
    return found | {"happened": _when(draft), "received_at": draft.value("received")}


def receive(desk: Desk, _draft: Draft, sample: Sample, said: Facts) -> None:
    """Note the receipt of a sample on file that a document tells of."""
    if "received_at" in said:
        laboratory.receive_sample(by=desk.by, sample=sample, at=said["received_at"].start)


def _units(desk: Desk, draft: Draft, *names: str) -> Facts:
    return {name: desk.unit(draft.value(name)) for name in names if draft.value(name)}


def make_placement(desk: Desk, draft: Draft) -> Placement:
    """Begin a placement; end it if the document tells when."""
    placement = placements.begin(
        by=desk.by,
        person=desk.require_linked(draft, "person"),
        level=_required(draft, "level"),
        unit=desk.unit(draft.value("unit")),
        when=_when(draft),
        **desk.source_and_told(),
    )
    ended = draft.value("ended")
    if ended is not None and ended.start is not None:
        reason = draft.value("reason") or _untold_reason(placement, ended.start)
        placements.end(by=desk.by, placement=placement, at=ended.start, reason=reason)
    return placement


def _untold_reason(placement: Placement, at: datetime) -> str:
    """What stays on file where a document tells of an end that asks for a reason, and not why."""
    return gettext_noop("the document does not say why") if asks_why(placement, at) else ""


def placement_on_file(desk: Desk, draft: Draft) -> Placement | None:
    """Return the placement on file of the same person and time, and of the level that is told."""
    person = desk.linked(draft, "person")
    if person is None:
        return None
    rows = Placement.objects.filter(person=person)
    if draft.value("level"):
        rows = rows.filter(level=draft.value("level"))
    elif _when(draft).start is None:  # then it may be any of them
        return None
    return _at_same_time(rows, draft)


def make_sample(desk: Desk, draft: Draft) -> Sample:
    """Record that a sample was taken, and its receipt if the document tells."""
    laboratory_ = draft.value("laboratory")
    sample = laboratory.take_sample(
        by=desk.by,
        person=desk.require_linked(draft, "person"),
        unit=desk.unit(draft.value("unit")),
        when=_when(draft),
        kind=draft.value("kind") or Sample.Kind.OTHER,
        number=draft.value("number") or "",
        laboratory=desk.unit(laboratory_) if laboratory_ else None,
        **desk.source_and_told(),
    )
    received = draft.value("received")
    if received is not None and received.start is not None:
        laboratory.receive_sample(by=desk.by, sample=sample, at=received.start)
    return sample


def sample_on_file(desk: Desk, draft: Draft) -> Sample | None:
    """Return the sample on file of the same number; without one, of the same person and time."""
    person, number = desk.linked(draft, "person"), draft.value("number")
    if person is None:
        return None
    rows = Sample.objects.filter(person=person)
    if number:
        return rows.filter(number=number).first()
    return _at_same_time(rows.filter(kind=draft.value("kind") or Sample.Kind.OTHER), draft)


def make_test(desk: Desk, draft: Draft) -> Test:
    """Record a result."""
    return laboratory.report_result(
        by=desk.by,
        sample=desk.require_linked(draft, "sample"),
        pathogen=desk.require_pathogen(draft),
        result=_required(draft, "result"),
        when=_when(draft),
        method=draft.value("method") or Test.Method.PCR,
        **desk.source_and_told(),
    )


def test_on_file(desk: Desk, draft: Draft) -> Test | None:
    """Return the result on file of the same sample, pathogen and method."""
    sample = desk.linked(draft, "sample")
    if sample is None:
        return None
    rows = Test.objects.filter(
        sample=sample,
        result=draft.value("result") or "",
        pathogen=desk.pathogen_of(draft),
        method=draft.value("method") or Test.Method.PCR,
    )
    return _at_same_time(rows, draft)


def test_facts(desk: Desk, draft: Draft) -> Facts:
    """Return what a draft says of a result, as the record has it."""
    pathogen = {"pathogen": desk.pathogen_of(draft)} if draft.value("pathogen") else {}
    return told(draft, ("method", "result")) | pathogen | {"happened": _when(draft)}


def correct_test(desk: Desk, _draft: Draft, test: Test, said: Facts) -> None:
    """Correct a result on file, as the laboratory that sent it did."""
    laboratory.correct_result(by=desk.by, test=test, reason=str(desk.reading), **said)


def _when(draft: Draft) -> When:
    return draft.value("when") or When.unknown()


def _at_same_time(rows, draft: Draft):
    return next(
        (row for row in rows.order_by("id") if may_be_one(row.happened, _when(draft))), None
    )


def _required(draft: Draft, name: str) -> str:
    found = draft.value(name)
    if not found:
        raise ValidationError(
            _("The document does not say the %(field)s. Mend it.") % {"field": _(name)}
        )
    return found


CHECK = Writer(
    make_check,
    check_facts,
    same=check_on_file,
    check=check_check,
    only_fills=frozenset(),
    needs=("person",),
    cites=as_same(
        ("kind", "unit", "temperature_celsius", "symptoms", "exposure_declared", "action_taken")
    )
    | {"note": "note", "when": "happened_at"},
)
PLACEMENT = Writer(
    make_placement,
    placement_facts,
    same=placement_on_file,
    correct=end_placement,
    check=requires("level"),
    only_fills=frozenset({"ended_at"}),
    needs=("person",),
    cites={
        "level": "level",
        "unit": "unit",
        "when": "happened_at",
        "ended": "ended_at",
        "reason": "end_reason",
    },
)
SAMPLE = Writer(
    make_sample,
    sample_facts,
    same=sample_on_file,
    correct=receive,
    only_fills=frozenset({"received_at"}),
    needs=("person",),
    cites=as_same(("number", "kind", "unit", "laboratory"))
    | {"when": "happened_at", "received": "received_at"},
)
TEST = Writer(
    make_test,
    test_facts,
    same=test_on_file,
    correct=correct_test,
    check=requires("result"),
    needs=("sample",),
    cites=as_same(("pathogen", "method", "result")) | {"when": "happened_at"},
)
