"""What columns are called: headings in Chinese and English, and what each is taken for.

Comes in: the rows at the top of a sheet. Goes out: which row holds the headings, what kind of list
it is, and for each column the field it is read as. The match is a value: it can be shown, and
anybody may overrule it, before a single cell is read.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from firebreak.intake.linelist.fields import FIELDS, NEEDS, PARTS_OF_NAME, PLACES, Kind, label
from firebreak.intake.linelist.files import Cell, tidy
from firebreak.intake.linelist.problems import Problem, listed
from firebreak.intake.linelist.two_lines import is_second_line, joined, with_merged_down


@dataclass(frozen=True)
class Column:
    """
    A column of the file and what it is read as.

    Parameters
    ----------
    position
        From 0.
    heading
        As it stands in the file.
    field
        What it is read as; None if it is not read.
    chosen
        Somebody chose the field; otherwise the heading did.
    detail
        What the heading says beside: the unit of an age, the datum of a coordinate.
    by_cells
        Not the heading told the field, but what stands below it.
    day
        The position of the column that says the day of the hours in this one.
    """

    position: int
    heading: str
    field: str | None
    chosen: bool = False
    detail: str | None = None
    by_cells: bool = False
    day: int | None = None

    @property
    def letter(self) -> str:
        """The column's letter in a spreadsheet: A, B, … Z, AA."""
        letters, rest = "", self.position + 1
        while rest:
            rest, last = divmod(rest - 1, 26)
            letters = chr(65 + last) + letters
        return letters


@dataclass(frozen=True)
class Match:
    """
    The row of headings, the kind of list, and the columns.

    Parameters
    ----------
    row
        The last row of headings; 0 is the first row.
    lines
        2 where a row of groups above was read together with it.
    goes_on
        The row below is a second line of headings that cannot be read together with it.
    """

    kind: Kind
    row: int
    columns: tuple[Column, ...]
    lines: int = 1
    goes_on: bool = False

    @property
    def below(self) -> int:
        """The first row that may hold data."""
        return self.row + 2 if self.goes_on else self.row + 1

    @cached_property
    def fields(self) -> dict[str, Column]:
        """Field -> the column read as it: of two the one that was chosen, else the first."""
        found: dict[str, Column] = {}
        for column in sorted(self.columns, key=lambda column: not column.chosen):
            if column.field and column not in self.days:
                found.setdefault(column.field, column)
        return found

    @cached_property
    def days(self) -> tuple[Column, ...]:
        """Columns that say no more than the day of the hours in another column of their field."""
        of_hours = {(column.field, column.day) for column in self.columns}
        return tuple(c for c in self.columns if (c.field, c.position) in of_hours)

    @cached_property
    def not_read(self) -> tuple[Column, ...]:
        """Columns that would be read as a field, but another column is."""
        read = (*self.fields.values(), *self.days)
        return tuple(c for c in self.columns if c.field and c not in read)

    @property
    def side_by_side(self) -> Column | None:
        """The first column of a second table beside the first: who it is about, and more, twice."""
        twice = {c.field for c in self.not_read}
        return self.not_read[0] if len(twice) > 1 and not WHO.isdisjoint(twice) else None


WHO = frozenset({"number", "name"})
#: Headings that say little: 序号 numbers the rows where 病例编号 numbers the cases.
VAGUE = frozenset({"序号", "编号", "病例", "no", "id", "number", "填卡日期", "报告地区", "姓"})
#: Headings that number the rows of a list, each list from 1 on.
RUNNING = frozenset({"序号", "顺序号"})
SAYS_WHO = frozenset({"name", *PARTS_OF_NAME, "id_number", "sample_number"})
DAYS = ("日期", "时间")  # what the fields of days are called
LOOK_AT = 30  # rows in which headings are looked for
MOST_HEADINGS = 1_000  # a year of temperatures has a column a day
LONGEST = 200  # characters that are looked at: a longer heading explains what its beginning names
_QUALIFIERS = re.compile(
    r"^(?:患者|病例|病人|本人|首次|初次|最终|实验室|新冠肺炎|新冠|patients?|cases?|date of)\s*(?=.)"
)
_DATUMS = {"gcj02": "gcj02", "gcj-02": "gcj02", "bd09": "bd09", "wgs84": "wgs84"}
#: The unit of an age in brackets, and nothing else there: a month in which ages are told is none.
_AGE_UNITS = {
    "years": re.compile(r"(?:单位:?|按|in )?(?:周?岁|years?|yrs?)(?:计)?"),
    "months": re.compile(r"(?:单位:?|按|in )?(?:个?月龄?|months?)(?:计)?"),
    "days": re.compile(r"(?:单位:?|按|in )?(?:[天日]龄?|days?)(?:计)?"),
}
_IN_YEARS = re.compile(r"岁|\byears?\b")

#: A heading with a word for counties in it says which one by the words before: 现住址所在区县.
_COUNTY = re.compile(r"^(.*?)(?:区县|县区|县市区|地区)(?:名称|名)?$")
_WHOSE: dict[Kind, tuple[tuple[str, re.Pattern[str]], ...]] = {
    Kind.CASES: (
        ("residence", re.compile(r"现住|居住|常住|住址|家庭")),
        ("stay", re.compile(r"暂住|停留|逗留|所在")),
        ("counting", re.compile(r"计入|计数|统计|归属|所属")),
        ("reporting", re.compile(r"报告|上报|填报|诊断")),
    ),
    Kind.PLACES: (("county", re.compile(r"")),),
    Kind.CONTACTS: (("residence", re.compile(r"现住|居住|常住|住址|家庭|所在")),),
    Kind.COUNTS: (("unit", re.compile(r"")),),
}


def match_headings(
    rows: Sequence[Sequence[Cell]],
    *,
    kind: Kind | None = None,
    chosen: Mapping[str, str | None] | None = None,
) -> Match | None:
    """
    Find the row of headings and say what each column is.

    Parameters
    ----------
    rows
        The sheet; headings are looked for in its first 30 rows.
    kind
        The kind of list, if it is known.
    chosen
        Heading (or column letter) -> field, or None to leave the column out. Overrules the match.

    Returns
    -------
    Match or None
        The row and kind under which the most columns are recognised, what the kind needs being
        there; None if no row has two headings. Two rows are read as one where that recognises more,
        or as much and the lower holds words and no case.

    Examples
    --------
    >>> match = match_headings([["株洲市病例一览表"], ["编号", "姓名", "确诊日期"], [1, "张某", ""]])
    >>> match.row, str(match.kind), [column.field for column in match.columns]
    (1, 'cases', ['number', 'name', 'confirmed'])
    """
    kinds = [kind] if kind else list(Kind)
    top = [i for i in range(min(len(rows), LOOK_AT)) if _may_be_headings(rows[i])]
    below = [i for i in top if i - 1 in top]
    single = _best(Match(k, i, _columns(rows[i], k, chosen or {})) for i in top for k in kinds)
    reached = _best(_reached_down(rows, i, k, chosen or {}) for i in below for k in kinds)
    if single and reached and _score(reached) > _score(single):
        single = reached
    double = _best(_of_two(rows, i, k, chosen or {}) for i in below for k in kinds)
    if single is None or double is None:
        return double or single
    if (_score(double), double.row == single.row) > (_score(single), False):
        return double  # as much, with the groups: 区县 under 现住址 is no counting unit
    return _with_second_line(rows, single, chosen or {})


def _may_be_headings(row: Sequence[Cell]) -> bool:
    """Say whether a row has few enough cells to name columns of a list."""
    return len(row) <= MOST_HEADINGS or sum(cell is not None for cell in row) <= MOST_HEADINGS


def _best(matches: Iterable[Match]) -> Match | None:
    """The first that recognises the most, of those that recognise two columns."""
    return max((m for m in matches if _score(m)[1] > 1), key=_score, default=None)


def _of_two(
    rows: Sequence[Sequence[Cell]], index: int, kind: Kind, chosen: Mapping[str, str | None]
) -> Match:
    """A row of headings read together with the row above it."""
    columns = [
        _grouped(_column(position, heading, kind, chosen), group, word, kind)
        for position, (heading, group, word) in enumerate(joined(rows[index - 1], rows[index]))
        if heading is not None
    ]
    return Match(kind, index, _but_outdone(columns, kind), lines=2)


def _reached_down(
    rows: Sequence[Sequence[Cell]], index: int, kind: Kind, chosen: Mapping[str, str | None]
) -> Match:
    """A row of headings with those that were merged down to it from the row above."""
    row = with_merged_down(rows[index - 1], rows[index])
    return Match(kind, index, _columns(row, kind, chosen), lines=2)


def _grouped(column: Column, group: str, word: str, kind: Kind) -> Column:
    """A column that its heading in one line does not tell: if group and word alone say the same."""
    if column.field or column.chosen:
        return column
    alone, above = (_column(column.position, text, kind, {}) for text in (word, group))
    if alone.field is None or alone.field != above.field:
        return column
    return replace(column, field=alone.field, detail=alone.detail)


def _with_second_line(
    rows: Sequence[Sequence[Cell]], match: Match, chosen: Mapping[str, str | None]
) -> Match:
    """The match, read together with the row below if that is more headings, or told of it."""
    below = match.row + 1
    who = [c.position for c in match.columns if c.field in ("number", "name")]
    if below >= len(rows) or not is_second_line(rows[match.row], rows[below], who):
        return match
    double = _of_two(rows, below, match.kind, chosen)
    return double if _score(double) >= _score(match) else replace(match, goes_on=True)


def meant(words: Mapping[int, str], kind: Kind) -> dict[int, str]:
    """Position -> the field that a word there names in a list of this kind; of the others nothing."""
    columns = (_column(position, word, kind, {}) for position, word in words.items())
    return {column.position: column.field for column in columns if column.field}


def is_a_day(kind: Kind, field: str) -> bool:
    """Say whether a field is a day, or a time."""
    return label(kind, field)["zh"].endswith(DAYS)


def problems_of(match: Match, chosen: Mapping[str, str | None]) -> list[Problem]:
    """Say what is wrong with a match: two columns for one field, none for one that is needed."""
    row = match.row + 1
    return [
        *_going_on(match, row),
        *_chosen_amiss(match, chosen, row),
        *_two_for_one(match, row),
        *_missing(match, row),
        *_not_taken(match, row),
    ]


def _columns(
    row: Sequence[Cell], kind: Kind, chosen: Mapping[str, str | None]
) -> tuple[Column, ...]:
    columns = []
    for position, cell in enumerate(row):
        heading = tidy(cell)
        if heading is not None:
            columns.append(_column(position, str(heading), kind, chosen))
    return _but_outdone(columns, kind)


def _but_outdone(columns: Sequence[Column], kind: Kind) -> tuple[Column, ...]:
    """Leave out columns of a vague name, or a guess, where another says the same clearly."""
    clear = {column.position for column in columns if _is_clear(column)}
    clearly = {column.field for column in columns if column.position in clear}
    left = [
        Column(column.position, column.heading, None)
        if column.position not in clear and column.field in clearly
        else column
        for column in columns
    ]
    return tuple(_running(column, kind, left) for column in left)


def _running(column: Column, kind: Kind, beside: Sequence[Column]) -> Column:
    """A number that counts the rows, where another column says who each is, numbers no cases."""
    counts = column.field == "number" and _plain(column.heading)[0] in RUNNING
    if column.chosen or not counts or SAYS_WHO.isdisjoint(c.field for c in beside):
        return column
    return replace(column, field="running" if kind is Kind.CASES else None)


def _is_clear(column: Column) -> bool:
    plain = _plain(column.heading)[0]
    is_guess = _COUNTY.match(plain) and not any(plain in words for words in _WORDS.values())
    return column.chosen or (plain not in VAGUE and not is_guess)


def _column(position: int, heading: str, kind: Kind, chosen: Mapping[str, str | None]) -> Column:
    plain, beside = _plain(heading)
    column = Column(position, heading, _WORDS[kind].get(plain))
    if column.field is None:
        column = Column(position, heading, _qualified(plain, kind))
    for name in (heading, column.letter):
        if name in chosen:
            field = chosen[name] if chosen[name] in FIELDS[kind] else None
            column = Column(position, heading, field, chosen=True)
    return Column(
        position, heading, column.field, column.chosen, _detail(column.field, plain, beside)
    )


def _qualified(plain: str, kind: Kind) -> str | None:
    """What a heading names without the words around it; a date of something is no other thing."""
    bare = _QUALIFIERS.sub("", plain)
    field = _WORDS[kind].get(bare) or _county_field(bare, kind)
    if field and plain.startswith("date of") and not is_a_day(kind, field):
        return None
    return field


def _county_field(plain: str, kind: Kind) -> str | None:
    """Which of the counties a heading means, by what stands before the word for it."""
    found = _COUNTY.match(plain)
    if not found:
        return None
    return next((name for name, words in _WHOSE.get(kind, ()) if words.search(found[1])), None)


def _plain(heading: str) -> tuple[str, str]:
    """A heading as the words stand in the lists, and what stood in brackets."""
    wide = unicodedata.normalize("NFKC", heading[:LONGEST]).lower().replace("_", " ").strip("*: ")
    whole = re.sub(r"\s+", " ", wide)
    if re.search(r"[\u4e00-\u9fff]", whole):
        whole = whole.replace(" ", "")
    if any(whole in words for words in _WORDS.values()):
        return whole, ""
    bare = re.sub(r"[(\[【].*?[)\]】]", "", whole).strip("*: ")
    beside = "".join(re.findall(r"[(\[【](.*?)[)\]】]", whole))
    return re.sub(r"[ /-]+", " ", bare), beside


def _detail(field: str | None, plain: str, beside: str) -> str | None:
    if field in ("longitude", "latitude"):
        return next((d for word, d in _DATUMS.items() if word in plain + beside), None)
    if field == "age":
        return _unit_of_age(plain, beside.strip())
    return None


def _unit_of_age(plain: str, beside: str) -> str | None:
    """The unit that a heading says of an age; None where it says none, or more than one."""
    units = (unit for unit, words in _AGE_UNITS.items() if words.fullmatch(beside))
    return next(units, None) or ("years" if not beside and _IN_YEARS.search(plain) else None)


def _words(kind: Kind) -> dict[str, str]:
    words: dict[str, str] = {}
    for name, field in FIELDS[kind].items():
        spoken = (name.replace("_", " "), field.en, field.zh, *field.headings)
        for heading in spoken:
            words.setdefault(unicodedata.normalize("NFKC", heading).lower(), name)
    if kind is Kind.PLACES:
        for name in ("longitude", "latitude"):
            for heading in PLACES[name].headings:
                words |= {f"{heading} {datum}": name for datum in _DATUMS}
    return words


_WORDS: dict[Kind, dict[str, str]] = {kind: _words(kind) for kind in Kind}


def _score(match: Match) -> tuple[bool, int]:
    fields = match.fields
    whole = all(any(f in fields for f in group) for group in NEEDS[match.kind])
    return whole, len(fields)


def _going_on(match: Match, row: int) -> list[Problem]:
    values = {"first": row, "second": row + 1}
    return [Problem("headings_over_two_lines", row + 1, values=values)] if match.goes_on else []


def _chosen_amiss(match: Match, chosen: Mapping[str, str | None], row: int) -> list[Problem]:
    there = {c.heading for c in match.columns} | {c.letter for c in match.columns}
    headings = listed(c.heading for c in match.columns)
    fields = listed(FIELDS[match.kind])
    found = [
        Problem("no_such_column", row, values={"heading": name, "headings": headings})
        for name in chosen
        if name not in there
    ]
    return found + [
        Problem("no_such_field", row, name, values={"chosen": field, "fields": fields})
        for name, field in chosen.items()
        if field is not None and field not in FIELDS[match.kind]
    ]


def _two_for_one(match: Match, row: int) -> list[Problem]:
    if beside := match.side_by_side:
        return [Problem("side_by_side", row, beside.heading, values={"second": beside.letter})]
    found = []
    for field in match.fields:
        twice = [c for c in match.columns if c.field == field and c not in match.days]
        if len(twice) > 1:
            values = {
                "columns": listed(f"{c.letter}“{c.heading}”" for c in twice),
                "label": label(match.kind, field),
                "second": twice[1].letter,
            }
            found.append(Problem("two_columns", row, twice[1].heading, values=values))
    return found


def _missing(match: Match, row: int) -> list[Problem]:
    found = []
    for group in NEEDS[match.kind]:
        if not any(field in match.fields for field in group):
            values = {"label": label(match.kind, group[0]), "field": group[0]}
            found.append(Problem("column_missing", row, values=values))
    return found


def _not_taken(match: Match, row: int) -> list[Problem]:
    return [
        Problem("column_not_taken", row, c.heading, values={"heading": c.heading}, blocks=False)
        for c in match.columns
        if c.field is None and not c.chosen
    ]
