"""Rows whose case is on file: what they say otherwise, and the corrections that follow.

What the last file said is kept with the case, so that a newer file corrects only what it says
differently, and leaves alone what somebody corrected by hand in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firebreak.engine.dates import write_when
from firebreak.engine.when import When
from firebreak.intake.counters import is_bare
from firebreak.intake.linelist import on_file
from firebreak.intake.linelist.bare_numbers import counted_by_others, is_somebody_else
from firebreak.intake.linelist.facts import (
    OF_CASE,
    OF_COURSE,
    OF_PERSON,
    as_kept,
    as_recorded,
    case_facts,
    person_facts,
)
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.hiding import shown
from firebreak.intake.linelist.importing import Difference, Import, Plan
from firebreak.intake.linelist.new_cases import NewCases, received_at
from firebreak.intake.linelist.rows import counting_unit
from firebreak.intake.linelist.steps import steps
from firebreak.intake.linelist.values import CLASSIFICATIONS
from firebreak.intake.linelist.visits import Places
from firebreak.records.actions.cases import CAN_BECOME
from firebreak.records.models import Case, Classification, Report, Stay

STATUS = {
    word: {"en": word, "zh": written.split("|")[0]} for word, written in CLASSIFICATIONS.items()
}
COMPARED = {*OF_PERSON, *OF_CASE, *OF_COURSE, "places", "reported"}


@dataclass
class Known:
    """A row whose case is on file: what is to be corrected in it."""

    row: Row
    case: Case
    said: dict[str, str]
    person_facts: dict[str, object] = field(default_factory=dict)
    case_facts: dict[str, object] = field(default_factory=dict)
    retimed: list[tuple[Classification, When]] = field(default_factory=list)
    added: list[tuple[str, When]] = field(default_factory=list)
    places: tuple[str, ...] = ()
    card: tuple[Report | None, When] | None = None

    @property
    def changes(self) -> bool:
        """Whether the record is to be changed at all."""
        parts = (self.person_facts, self.case_facts, self.retimed, self.added, self.places)
        return any(parts) or self.card is not None


class KnownCases:
    """The rows whose case is on file, compared with it."""

    def __init__(self, importing: Import, plan: Plan, places: Places) -> None:
        self.i, self.plan, self.places = importing, plan, places
        self.rows: list[Known] = []

    def take(self, found: Sequence[tuple[Row, Case]]) -> None:
        """Take rows with their cases and find what differs."""
        before = on_file.said_before(case.pk for _row, case in found)
        bare = [case for row, case in found if is_bare(row.values.get("number"))]
        of_others = counted_by_others(self.i, bare)
        for row, case in found:
            known = Known(row, case, before.get(case.pk, {}))
            if case.pk in of_others and row.values.get("number") == case.number:
                self._block_other_count(known)
            elif self._somebody_else(known):
                number = row.values.get("number", "")
                heading = self.i.heading("number")
                self.plan.block("number_taken", row.number, heading, number=shown(str(number)))
            elif row.values.get("disease") not in (None, case.pathogen):
                self.plan.block("other_disease", row.number, self.i.heading("disease"))
            else:
                self.rows.append(known)
        self._compare()

    def _block_other_count(self, known: Known) -> None:
        number, heading = known.case.number, self.i.heading("number")
        self.plan.block("number_of_others", known.row.number, heading, number=shown(str(number)))

    def _somebody_else(self, known: Known) -> bool:
        """A number on file with another surname and another sex, or never read from a file so."""
        said, person = known.row.values, known.case.person
        if is_bare(said.get("number")) and is_somebody_else(said, person, self.i.units):
            return True
        name = str(said.get("name", person.name))
        other_name = name[:1] != person.name[:1]
        other_sex = said.get("sex") not in (None, "unknown", person.sex) and person.sex != "unknown"
        return (other_name and other_sex) or ((other_name or other_sex) and not known.said)

    def _compare(self) -> None:
        ids = [known.case.pk for known in self.rows]
        courses = on_file.classifications_of(ids)
        cards = on_file.cards_of(ids) if self.i.has("reported") else {}
        stays = (
            on_file.stays_of(k.case.person_id for k in self.rows) if self.i.has("places") else set()
        )
        for known in self.rows:
            changed = self._changed_fields(known)
            self._compare_facts(known, changed)
            if changed & set(OF_COURSE):
                self._compare_course(known, courses[known.case.pk])
            if "places" in changed:
                self._compare_places(known, stays)
            if "reported" in changed:
                self._compare_card(known, cards.get(known.case.pk))

    def _changed_fields(self, known: Known) -> set[str]:
        """Fields that the file says otherwise than the last one did; all that it says, if none did."""
        now = as_kept(known.row, self.i)
        if not known.said:
            return set(now)
        columns = {column.field for column in self.i.sheet.columns if column.field}
        fields = (columns | set(now)) & COMPARED
        return {name for name in fields if now.get(name) != known.said.get(name)}

    def _compare_facts(self, known: Known, changed: set[str]) -> None:
        case, values = known.case, known.row.values
        for name in OF_PERSON:
            if name in changed:
                facts = person_facts(name, values.get(name), self.i)
                known.person_facts |= self._differing(known, case.person, name, facts)
        for name in OF_CASE:
            if name in changed and not _blurs(values.get(name), case.happened):
                facts = case_facts(name, values.get(name), self.i)
                known.case_facts |= self._differing(known, case, name, facts)
        if case.number is None and "number" in values:
            known.case_facts["number"] = values["number"]
        self._recount(known, changed)

    def _recount(self, known: Known, changed: set[str]) -> None:
        """Where no column says who counts a case, a new residence says it."""
        counted = counting_unit(known.row, self.i.book)
        if "counting" in known.row.values or "residence" not in changed or counted is None:
            return
        facts: dict[str, object] = {"unit_counting_id": counted.key}
        known.case_facts |= self._differing(known, known.case, "counting", facts)

    def _differing(self, known: Known, record, name: str, facts: dict[str, object]) -> dict:
        """Those of the facts that the record has otherwise, noted as differences."""
        other = {attr: value for attr, value in facts.items() if getattr(record, attr) != value}
        if "unit_counting_id" in other and other["unit_counting_id"] is None:
            return {}
        if other:
            now = as_kept(known.row, self.i).get(name, "")
            self._note(known, record, name, as_recorded(name, known.case, self.i), now)
        return other

    def _compare_course(self, known: Known, course: Sequence[Classification]) -> None:
        on_record = {row.status: row for row in course}
        for status, when in steps(known.row):
            row = on_record.get(status)
            if row is None:
                self._add_step(known, status, when)
            elif _says_otherwise(when, row.happened):
                known.retimed.append((row, when))
                self._note(known, row, status, self._said(row.happened), self._said(when))
        said = {status for status, _when in steps(known.row)}
        last = known.case.status
        if last not in said and not known.added and _was_said(last, known.said):
            self._cannot_become(known, steps(known.row)[-1][0])

    def _add_step(self, known: Known, status: str, when: When) -> None:
        now = known.added[-1][0] if known.added else known.case.status
        if status in CAN_BECOME[now] or now in CAN_BECOME[status]:
            known.added.append((status, when))
            self._note(known, known.case, status, "", self._said(when))
        else:
            self._cannot_become(known, status)

    def _cannot_become(self, known: Known, status: str) -> None:
        self.plan.block(
            "cannot_become",
            known.row.number,
            self.i.heading("classification") or self.i.heading("confirmed"),
            now=STATUS[known.case.status],
            then=STATUS[status],
        )

    def _compare_places(self, known: Known, stays: set[tuple[int, int]]) -> None:
        names = known.row.values.get("places", ())
        person = known.case.person_id
        known.places = tuple(
            name for name in names if (person, self.places.id_of(name)) not in stays
        )
        for name in known.places:
            self._note(known, known.case, "places", "", name)

    def _compare_card(self, known: Known, card: Report | None) -> None:
        when = known.row.values.get("reported")
        if isinstance(when, When) and (card is None or _says_otherwise(when, card.happened)):
            known.card = (card, when)
            before = self._said(card.happened) if card else ""
            self._note(known, known.case, "reported", before, self._said(when))

    def _said(self, when: When) -> str:
        """A time as it is known, by the city's clock."""
        return write_when(when, zone=self.i.zone) if when.start else ""

    def _note(self, known: Known, record, name: str, before: str, after: str) -> None:
        number = known.case.number or known.row.values.get("number") or known.case  # "#57"
        self.plan.changed.append(
            Difference.of(known.row.number, record, str(number), name, before, after)
        )

    def correct(self, new: NewCases) -> None:
        """Write the corrections, inside the open change."""
        changing = [known for known in self.rows if known.changes]
        for known in changing:
            self._correct(known, new)
        new.cite([(k.row, k.case.pk, self._to_keep(k)) for k in self.rows if self._restated(k)])

    def _restated(self, known: Known) -> bool:
        """Whether the file says anything otherwise than before, even what the record holds."""
        return self._to_keep(known) != known.said

    def _to_keep(self, known: Known) -> dict[str, str]:
        """What the file says now; of columns it no longer has, what it said last."""
        columns = {column.field for column in self.i.sheet.columns}
        before = {name: said for name, said in known.said.items() if name not in columns}
        return before | as_kept(known.row, self.i)

    def _correct(self, known: Known, new: NewCases) -> None:
        case, row = known.case, known.row
        if known.person_facts:
            _set(case.person, known.person_facts)
        for classification, when in known.retimed:
            pathogen = known.case.pathogen
            if classification.edition == self.i.edition_of(classification.happened, pathogen):
                classification.edition = self.i.edition_of(when, pathogen)
            classification.with_happened(when).save()
        if known.added or known.case_facts:
            _set(case, known.case_facts | {"status": _status_after(known)})
        for status, when in known.added:
            facts = new.classification(row, case.pk, status, when, case.unit_reporting_id)
            Classification(**facts).save()
        for name in known.places:
            Stay(**new.stay(row, case.person_id, name)).save()
        self._correct_card(known, new)

    def _correct_card(self, known: Known, new: NewCases) -> None:
        if known.card is None:
            return
        card, when = known.card
        if card is not None:
            card.received_at = received_at(known.row, when)
            card.with_happened(when).save()
            return
        unit = known.case.unit_reporting_id or known.case.unit_counting_id
        facts = new.card(known.row, known.case.pk, unit)
        if facts is not None:
            Report(**facts).save()


def _was_said(status: str, said: Mapping[str, str]) -> bool:
    """Whether the last file said that the case was so classified."""
    stated = (said.get("classification"), said.get("outcome"))
    return status in said or status in stated or (status == "confirmed" and "diagnosed" in said)


def _status_after(known: Known) -> str:
    """What the case is once the added steps are taken; a step of the past alters nothing."""
    status = known.case.status
    for added, _when in known.added:
        status = added if added in CAN_BECOME[status] else status
    return status


def _set(record, facts: Mapping[str, object]) -> None:
    for attr, value in facts.items():
        setattr(record, attr, value)
    record.clean_fields(exclude=["stored_at"])
    record.save()


def _says_otherwise(when: When, on_file: When) -> bool:
    """Say whether a list contradicts a time on file: a day does not contradict one of its hours."""
    return when.start is not None and when != on_file and not when.blurs(on_file)


def _blurs(value: object, onset: When) -> bool:
    return isinstance(value, When) and value.blurs(onset)
