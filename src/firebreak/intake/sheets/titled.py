"""Whose contacts a list holds that says it once: 密切接触者名单（确诊病例14何某）, above or on its tab.

One case, named by a number or by a name, is whose they are. Of two, of a range, or of a number of
cases, it is for a person to say, once for the whole list.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from firebreak.intake.drafts import Cell, Draft, Note, Value
from firebreak.intake.linelist.fields import Kind
from firebreak.intake.linelist.files import Grid, tidy
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.headings import Match
from firebreak.intake.sheets.manners import CLOSE, orders_said
from firebreak.intake.text.full_names import FULL_NAME, is_name

LONGEST = 200  # characters of a title that are looked at
#: How sure a number is that a place is named before: another city numbers its own.
NUMBERED_SOMEWHERE = 0.7
_CASE = r"(?:病例|患者|病人)"
_SHAPE = r"(?:[A-Za-z]{1,6}[-_]?\d[\d-]*|\d{1,6})"
_KIND = r"(?:确诊|疑似|临床诊断|本土|本地|境外|输入性?|阳性|新冠肺炎|新型冠状病毒肺炎)*"
#: What makes of a number one of many, or of something else.
_ONE = (
    r"(?![\d名人个年月日时.])(?!\s*例)(?!\s*[-~至到—、,和及与/&]\s*(?:and\s+)?(?:病例|case)?\s*\d)"
)
_NUMBERED = re.compile(
    rf"{_CASE}(?:编号|号码|号)?\s*[:#]?\s*(?P<after>{_SHAPE}){_ONE}号?"
    rf"|第?(?P<before>\d{{1,6}})号{_KIND}{_CASE}"
    rf"|第(?P<nth>\d{{1,6}})例{_KIND}{_CASE}"
    rf"|\bcase\s*(?:no\.?|number|id)?\s*[:#]?\s*(?P<en>{_SHAPE}){_ONE}",
    re.IGNORECASE,
)
#: A title that speaks of a case, or of several, in whatever way.
_SPEAKS_OF_CASES = re.compile(
    rf"{_CASE}\s*[\d#:]|\d+\s*[号例]|\bcases?\b\s*[\d#:]|感染者\s*\d", re.I
)
#: How many there are, or what became of a contact; none of these numbers names a case.
_COUNTED = re.compile(rf"(?:累计|新增|现有|共有?|报告|转为?|转归为?)\s*{_KIND}$")
_NAME = rf"(?:[\u4e00-\u9fff]{{1,2}}某(?:某|[甲乙丙丁])?|{FULL_NAME})"
_NAME_ENDS = r"(?=[)\]\s,、的之]|密[切接]|次密|接触|一般接触|$)"
_NAME_AFTER = re.compile(rf"\s*[(,:、]?\s*(?P<name>{_NAME}){_NAME_ENDS}")
_NAME_BEFORE = re.compile(rf"(?:^|[\s(:、,《]|[县区市])(?P<name>{_NAME})\s*[(,:]\s*{_KIND}$")
_NAMED = re.compile(rf"{_CASE}\s*[(:]?\s*(?P<name>{_NAME}){_NAME_ENDS}")
_NAME_MORE = re.compile(rf"[、和与及]\s*{_NAME}{_NAME_ENDS}")
_SOMEWHERE = re.compile(rf"[\u4e00-\u9fff][省市县区州旗]\s*(?:报告的?)?{_KIND}$")


@dataclass(frozen=True)
class Title:
    """
    What the title of a list of contacts says.

    Attributes
    ----------
    number, name
        Of the one case that it names; None where it names none, or not for certain.
    order
        Of all its contacts, where it says that they are no close ones: as in the record.
    of_contacts
        It says that contacts are listed.
    """

    said: str
    origin: Cell
    number: str | None
    name: str | None
    confidence: float
    order: int | None
    of_contacts: bool

    @property
    def names_a_case(self) -> bool:
        """Whether it says whose contacts they are."""
        return self.number is not None or self.name is not None

    def case(self) -> Draft:
        """Return the case, of which no more is told."""
        told = {"number": self.number, "name": self.name}
        fields = {name: self.value(value) for name, value in told.items() if value is not None}
        key = f"case:number:{self.number}" if self.number else key_of_named(str(self.name))
        return Draft(key, "case", fields, confidence=self.confidence)

    def value(self, value: object) -> Value:
        """A value that the title tells."""
        return Value(value, self.origin, self.said, self.confidence)


def key_of_named(name: str) -> str:
    """Return the key of the case of somebody: by a digest, for what a draft says is kept encrypted."""
    return f"case:named:{sha256(name.encode('utf-8', 'replace')).hexdigest()}"


def title_of(grid: Grid, match: Match) -> Title | None:
    """
    Return what a list of contacts is titled, above its headings or on its tab; None for no title.

    The first that names a case counts, else the first that speaks of contacts.
    """
    if match.kind is not Kind.CONTACTS or "of" in match.fields:
        return None
    said = list(titles(grid, match))
    told = [
        Title(words, origin, *_case_named(words), _order(said), bool(orders_said(words)))
        for words, origin in said
    ]
    named = (title for title in told if title.names_a_case or _SPEAKS_OF_CASES.search(title.said))
    return next(named, next((title for title in told if title.of_contacts), None))


def titles_told(grid: Grid, match: Match) -> Iterator[Note]:
    """
    Yield a note of what stands above the headings of a list; whose count its numbers are of, it may say.

    Of contacts it may name somebody, and is looked at otherwise.
    """
    if match.kind is Kind.CONTACTS:
        return
    for said, origin in _above(grid, match):
        yield Note("list_title", origin, {"said": said})


def whose_contacts(match: Match, title: Title | None, rows: Iterable[Row]) -> Iterator[Note]:
    """Yield a note if neither the rows nor the title of a list of contacts say whose they are."""
    if match.kind is not Kind.CONTACTS or "of" in match.fields or not any(True for _row in rows):
        return
    if title is None or not title.names_a_case:
        yield Note("whose_contacts_not_said", title.origin if title else None)


def titles(grid: Grid, match: Match) -> Iterator[tuple[str, Cell]]:
    """What stands above the headings, row by row, and the name of the sheet."""
    yield from _above(grid, match)
    if grid.name:
        yield _plain(grid.name), Cell(grid.name, match.row + 1, "")


def _above(grid: Grid, match: Match) -> Iterator[tuple[str, Cell]]:
    for number, cells in enumerate(grid.rows[: max(match.row - match.lines + 1, 0)], 1):
        said = dict.fromkeys(str(cell) for cell in map(tidy, cells) if cell is not None)
        if said:
            yield _plain(" ".join(said)), Cell(grid.name, number, "")


def _plain(said: str) -> str:
    return unicodedata.normalize("NFKC", said[:LONGEST])


def _case_named(said: str) -> tuple[str | None, str | None, float]:
    """
    The number and the name of the one case that a title names, and how sure the number is.

    Examples
    --------
    >>> _case_named("密切接触者名单(确诊病例14何某)"), _case_named("何某(病例14)密接登记表")
    (('14', '何某', 1.0), ('14', '何某', 1.0))
    >>> _case_named("确诊病例14例密切接触者"), _case_named("病例14、15的密切接触者")
    ((None, None, 1.0), (None, None, 1.0))
    """
    found = [one for one in _NUMBERED.finditer(said) if not _COUNTED.search(said[: one.start()])]
    if not found:
        return None, _name_alone(said), 1.0
    if len({_number(one) for one in found}) > 1 or _names_more(said, found):
        return None, None, 1.0
    one = found[0]
    name = _name_beside(said, one)
    is_ours = name is not None or not _SOMEWHERE.search(said[: one.start()])
    return _number(one), name, 1.0 if is_ours else NUMBERED_SOMEWHERE


def _number(found: re.Match[str]) -> str:
    return next(number for number in found.groups() if number)


def _names_more(said: str, found: list[re.Match[str]]) -> bool:
    """Whether a title speaks of cases in other places than where one is numbered: a range, a list."""
    left = said
    for one in found:
        left = left.replace(one[0], " ", 1)
    return bool(_SPEAKS_OF_CASES.search(left) or _NAME_MORE.search(left))


def _name_alone(said: str) -> str | None:
    if _SPEAKS_OF_CASES.search(said) or _NAME_MORE.search(said):
        return None
    names = {one["name"] for one in _NAMED.finditer(said) if _is_name(one["name"])}
    return names.pop() if len(names) == 1 else None


def _name_beside(said: str, one: re.Match[str]) -> str | None:
    """The name right after a number, or right before the words for it."""
    before = said[: one.start()]
    for found in (_NAME_AFTER.match(said, one.end()), _NAME_BEFORE.search(before)):
        if found and _is_name(found["name"]):
            return found["name"]
    return None


def _is_name(said: str) -> bool:
    return "某" in said or is_name(said)


def _order(titles: Iterable[tuple[str, Cell]]) -> int | None:
    """Of contacts that are no close ones: as the first title says that speaks of one kind only."""
    said = next((orders for words, _cell in titles if (orders := orders_said(words))), set())
    return next(iter(said)) if len(said) == 1 and CLOSE not in said else None
