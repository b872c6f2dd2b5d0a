"""Whom a list is of that has no column for it: as its title or a heading says, else people.

A list of names, ages and telephones may be of cases, of contacts or of a school. What its title, its
tab or the name of its file calls them counts, then a column that only the ill or their contacts
have. Where nothing says it they are people, and wait until a person says once what all of them are.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from firebreak.intake.drafts import Cell, Doubt, Draft, Value
from firebreak.intake.linelist.fields import PARTS_OF_NAME, STATES, Kind
from firebreak.intake.linelist.files import Grid
from firebreak.intake.linelist.headings import Column, Match, match_headings, problems_of
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.sheets.lists import List
from firebreak.intake.sheets.manners import orders_said
from firebreak.intake.sheets.titled import titles

PEOPLE, CASES, CONTACTS = "people", "cases", "contacts"
#: What a person may say that all of a list are; a status is that of cases.
ANSWERS = (PEOPLE, CONTACTS, "suspected", "probable", "confirmed", "asymptomatic")
#: What a title calls those that it lists; of two of them neither is meant of all.
STATUSES = {
    "suspected": re.compile(r"疑似|suspected", re.I),
    "confirmed": re.compile(r"确诊|(?<!un)confirmed", re.I),
    "probable": re.compile(r"临床诊断|probable", re.I),
    "asymptomatic": re.compile(r"无症状|asymptomatic", re.I),
}
#: What became of them: then the title is no word for each row.
_OTHERWISE = re.compile(
    r"排除|解除|转|订正|出院|治愈|死亡|可能|待|拟|未|非|excluded|discharged|deaths?\b", re.I
)
#: Those around them, of whom it speaks instead.
_OTHERS = re.compile(
    r"接触|密接|家属|亲属|家人|关联|排查|陪[护同]|同[住行乘]|contacts?\b|relatives?\b|famil", re.I
)
_OF_CASES = re.compile(r"病例|患者|病人|感染者|\bcases?\b|\bpatients?\b", re.I)
_OF_A_CASE = re.compile(r"病例|患者|病人|确诊者|感染者")
_OF_CONTACTS = re.compile(r"接触|密接|暴露|contact|expos", re.I)
NOT_SAID, ANSWERED = "who_they_are_not_said", "list_said_to_be"
#: The field on which a draft waits for the answer.
_ASKED_OF = {"person": "name", "case": "status"}
#: Columns that only the ill have.
OF_ILLNESS = frozenset({"onset", "severity", "reported", "disease"})
#: Whom a name stands for: one of these, and something more, make a row somebody.
OF_SOMEBODY = frozenset({"sex", "age", "birth_date", "id_number"})
MORE = OF_SOMEBODY | {"phone", "address", "residence", "employer", "group"}


def whom(grid: Grid, match: Match, file: str) -> str:
    """Return whom a list is of that lacks the columns that say it; "" if it lacks more than those."""
    if match.kind not in (Kind.CASES, Kind.CONTACTS) or not _lacks_only_that(match):
        return ""
    said = [words for words, _cell in _titles(grid, match, file)]
    if any(map(orders_said, said)) or any(map(_is_of_contacts, match.columns)):
        return CONTACTS
    if _has_column_of_cases(match) or any(map(_speaks_of_cases, said)):
        return CASES
    return PEOPLE if _is_somebody(match.fields.keys()) else ""


def goes_by_inbox(grids: Iterable[Grid], file: str) -> bool:
    """Say whether the first list of a file does not say in a column whom it is of."""
    lists = ((grid, match) for grid in grids if (match := match_headings(grid.rows)))
    first = next(lists, None)
    return first is not None and whom(*first, file) != ""


def answered(answer: str) -> str:
    """
    Return whom a person said that a list is of; "" where nobody said it.

    Examples
    --------
    >>> answered("contacts"), answered("confirmed"), answered("")
    ('contacts', 'cases', '')
    """
    return answer if answer in ("", PEOPLE, CONTACTS) else CASES


def status_told(grid: Grid, match: Match, file: str) -> Value | None:
    """Return what the title of a list says that each of its cases is; None for nothing clear."""
    for said, origin in _titles(grid, match, file):
        found = [status for status, words in STATUSES.items() if words.search(said)]
        is_clear = not _OTHERWISE.search(said) and not _OTHERS.search(said)
        if len(found) == 1 and is_clear:
            return Value(found[0], origin, said)
        if found or not is_clear:
            return None
    return None


def status_answered(answer: str, match: Match) -> Value | None:
    """Return the status that a person said of all; None where he said another thing."""
    if answer in ("", PEOPLE, CONTACTS):
        return None
    return Value(answer, Cell(None, match.row + 1, ""), "")


def waits(one: List) -> bool:
    """Say whether a person must say what all of a list are before any of them is accepted."""
    return not one.is_answered and (one.of == PEOPLE or (one.of == CASES and one.status is None))


def waiting(one: List, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the drafts of a row, so that they wait until somebody says what all of the list are."""
    asks = waits(one)
    for draft in drafts:
        field = _ASKED_OF.get(draft.kind) if asks else None
        doubts = (Doubt(field, NOT_SAID, ""),) if field else ()
        yield replace(draft, doubts=(*draft.doubts, *doubts)) if doubts else draft


def is_lacking(problem: Problem) -> bool:
    """Say whether a problem is that a column is missing that says whom a list is of."""
    fields = (STATES[0], "of", "relation")
    return problem.code == "column_missing" and problem.values["field"] in fields


def _lacks_only_that(match: Match) -> bool:
    blocks = [problem for problem in problems_of(match, {}) if problem.code == "column_missing"]
    has_name = not match.fields.keys().isdisjoint({"name", *PARTS_OF_NAME})
    return bool(blocks) and all(map(is_lacking, blocks)) and has_name


def _titles(grid: Grid, match: Match, file: str) -> Iterator[tuple[str, Cell]]:
    yield from titles(grid, match)
    stem = unicodedata.normalize("NFKC", PurePath(file).stem)
    yield stem, Cell(grid.name, match.row + 1, "")


def _speaks_of_cases(said: str) -> bool:
    is_named = _OF_CASES.search(said) or any(words.search(said) for words in STATUSES.values())
    return bool(is_named) and not _OTHERS.search(said)


def _has_column_of_cases(match: Match) -> bool:
    number = match.fields.get("number")
    is_of_case = number is not None and _OF_CASES.search(number.heading) is not None
    return is_of_case or not OF_ILLNESS.isdisjoint(match.fields)


def _is_of_contacts(column: Column) -> bool:
    """Whether a heading speaks of contacts: 密接姓名, 与病例关系; 与户主关系 does not."""
    heading = unicodedata.normalize("NFKC", column.heading)
    return bool(_OF_CONTACTS.search(heading) or ("关系" in heading and _OF_A_CASE.search(heading)))


def _is_somebody(fields: Iterable[str]) -> bool:
    told = set(fields)
    return not OF_SOMEBODY.isdisjoint(told) and len(MORE & told) > 1
