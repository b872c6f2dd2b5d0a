"""Rows of WHO's case form of 2020 as drafts of people, cases and what happened to them."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from firebreak.engine.dates import YEARS
from firebreak.engine.when import When
from firebreak.intake.drafts import Cell, Draft, Note, Reading, ReadingError, Value
from firebreak.intake.exchange import who_variables as who
from firebreak.intake.exchange.left_out import row_left_out, value_left_out
from firebreak.intake.linelist.files import tidy
from firebreak.intake.linelist.values import OLDEST

ZONE = ZoneInfo("Asia/Shanghai")
_SEX = {word.lower(): value for value, word in who.SEX.items()}
#: with the words that say that it is not known, or has not come yet
_OUTCOME = {word.lower(): value for value, word in who.OUTCOME.items()} | dict.fromkeys(
    ("unknown", "not recovered", "other"), ""
)
OPTIONS = {
    "patinfo_sex": tuple(who.SEX.values()),
    "patinfo_ageonsetunit": tuple(who.AGE_UNIT.values()),
    "outcome_patcourse_status": (*who.OUTCOME.values(), "Not recovered", "Unknown", "Other"),
}
#: variables that are taken
TAKEN = frozenset(name for name, of in who.VARIABLES.items() if of is not None)


class _Row:
    """A row: its values by variable, with what cannot be read noted."""

    def __init__(self, number: int, said: Mapping[str, str], zone: tzinfo) -> None:
        self.number, self.said, self.zone = number, said, zone
        self.notes: list[Note] = []

    def value(self, variable: str, value: object) -> Value:
        return Value(value, Cell(None, self.number, variable), self.said[variable])

    def day(self, variable: str) -> dict[str, Value]:
        """The day under a variable, as the field `when`; nothing if there is none."""
        if not (written := self.said.get(variable)):
            return {}
        try:
            day = date.fromisoformat(written)
        except ValueError:
            self.leave_out(variable, "not_a_day")
            return {}
        if not YEARS[0] <= day.year <= YEARS[1]:
            self.leave_out(variable, "not_a_day")
            return {}
        return {"when": self.value(variable, When.day(day, self.zone))}

    def word(self, variable: str, words: Mapping[str, str]) -> Value | None:
        written = self.said.get(variable)
        if not written:
            return None
        if written.lower() not in words:
            self.leave_out(variable, "unknown_word", OPTIONS[variable])
            return None
        return self.value(variable, words[written.lower()])

    def leave_out(self, variable: str, code: str, options: Iterable[str] = ()) -> None:
        """Note a value that cannot be read."""
        written = self.said.get(variable, "")
        self.notes.append(value_left_out(code, self.number, variable, written, options=options))


def recognises(content: bytes, _name: str = "") -> bool:
    """Say whether a table has the form's variables for its headings."""
    first = content[:5_000].decode("utf-8-sig", "replace").splitlines()[:1]
    return any("patinfo_ID" in line and "report_date" in line for line in first)


def read_who_form(content: bytes, *, published: date | None = None, zone: tzinfo = ZONE) -> Reading:
    """
    Read a table under the variables of WHO's form.

    Raises
    ------
    ReadingError
        It is not UTF-8, or has no variable for who the case is.

    Examples
    --------
    >>> table = b"report_date,patinfo_ID,patinfo_sex,patcourse_dateonset\\n2020-02-02,7,Female,2020-01-25\\n"
    >>> [draft.kind for draft in read_who_form(table).drafts]
    ['person', 'case']
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadingError("encoding") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    drafts: list[Draft] = []
    notes: list[Note] = []
    untaken: Counter[str] = Counter()
    try:
        if "patinfo_ID" not in (rows.fieldnames or ()):
            raise ReadingError("no_headings")
        for number, cells in enumerate(rows, 2):
            row = _Row(number, _said(cells), zone)
            drafts += _drafts(row)
            notes += row.notes
            untaken.update(name for name in row.said if name not in TAKEN)
    except csv.Error as error:  # a character no table holds, or a cell that never ends
        raise ReadingError("unclosed_quote", None, row=rows.line_num) from error
    notes += [
        Note("not_carried", None, {"record": "WHO 2020.2", "field": name, "count": count})
        for name, count in untaken.items()
    ]
    return Reading("who_form", _once(drafts), notes=tuple(notes), published=published)


def _said(cells: Mapping[str, object]) -> dict[str, str]:
    """What stands in the cells under headings; empty ones are left out."""
    texts = {n: tidy(cell) for n, cell in cells.items() if n and isinstance(cell, str)}
    return {name: str(cell) for name, cell in texts.items() if cell is not None}


def _drafts(row: _Row) -> Iterator[Draft]:
    number = row.said.get("patinfo_ID")
    if number is None:
        if row.said:
            row.notes.append(row_left_out("no_number", row.number, "patinfo_ID"))
        return
    person, case = f"person:{number}", f"case:{number}"
    yield Draft(person, "person", _person(row))
    yield Draft(case, "case", _case(row, number), {"person": person})
    if confirmed := row.day("Lab_date1"):
        status = {"status": row.value("Lab_date1", "confirmed")}
        yield Draft(f"{case}:confirmed", "classification", status | confirmed, {"case": case})
    yield from _placements(row, person)
    yield from _exposure(row, person)
    if (outcome := row.word("outcome_patcourse_status", _OUTCOME)) and outcome.value:
        fields = {"status": outcome} | row.day("outcome_date_of_outcome")
        yield Draft(f"{case}:{outcome.value}", "classification", fields, {"case": case})


def _person(row: _Row) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    if sex := row.word("patinfo_sex", _SEX):
        fields["sex"] = sex
    age = row.said.get("patinfo_ageonset", "")
    unit = row.word("patinfo_ageonsetunit", who.AGE_UNIT) if age else None
    oldest = OLDEST[str(unit.value) if unit else "years"]
    if age.isdecimal() and len(age) < 6 and int(age) <= oldest:
        fields["age"] = row.value("patinfo_ageonset", int(age))
        if unit:
            fields["age_unit"] = unit
    elif age:
        row.leave_out("patinfo_ageonset", "age")
    if row.said.get("patinfo_occuhcw") == who.YES:
        fields["group"] = row.value("patinfo_occuhcw", "medical")
    return fields


def _case(row: _Row, number: str) -> dict[str, Value]:
    status, said_by = "confirmed", "patinfo_ID"
    if row.said.get("patcourse_asymp") == who.YES:
        status, said_by = "asymptomatic", "patcourse_asymp"
    if outcome := _OUTCOME.get(row.said.get("outcome_patcourse_status", "").lower()):
        status, said_by = outcome, "outcome_patcourse_status"
    fields = {"number": row.value("patinfo_ID", number), "status": row.value(said_by, status)}
    for name, variable in (("reported", "report_date"), ("onset", "patcourse_dateonset")):
        if found := row.day(variable):
            fields[name] = found["when"]
    return fields


def _placements(row: _Row, person: str) -> Iterator[Draft]:
    for variable, level in (("patcourse_presHCF", "ward"), ("patcourse_dateiso", "")):
        if found := row.day(variable):
            fields = found | ({"level": row.value(variable, level)} if level else {})
            yield Draft(
                f"placement:{row.number}:{variable}", "placement", fields, {"person": person}
            )


def _exposure(row: _Row, person: str) -> Iterator[Draft]:
    source = row.said.get("expo_ID1")
    if source is None:
        return
    case = f"case:{source}"
    yield Draft(case, "case", {"number": row.value("expo_ID1", source)})
    fields = row.day("expo_case_date_first1")
    if last := row.day("expo_case_date_last1"):
        fields["ended"] = last["when"]
    yield Draft(f"contact:{row.number}", "contact", fields, {"from": case, "to": person})


def _once(drafts: list[Draft]) -> tuple[Draft, ...]:
    """Each draft once: a case that others were exposed to has, or has not, a row of its own."""
    first: dict[str, Draft] = {}
    for draft in drafts:
        known = first.get(draft.key)
        if known is None or len(draft.fields) > len(known.fields):
            first[draft.key] = draft
    return tuple(first.values())
