"""Drafts as another system could hold them, drawn at random, and files spoilt at random."""

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from firebreak.engine.when import When
from firebreak.intake.drafts import Draft, Reading, Value
from firebreak.intake.exchange.texts import tidy

HERE = ZoneInfo("Asia/Shanghai")
MANNERS = (
    "household",
    "meal",
    "same_room",
    "same_ward",
    "utensils",
    "body_fluids",
    "care",
    "visit",
    "vehicle",
    "work",
    "other",
)
SYMPTOMS = ("fever", "cough", "chest_pain", "dyspnoea", "diarrhoea", "fatigue", "sore_throat")

# Texts as people write them, with what spreadsheets take for formulas and what CSV parts cells by.
texts = st.text(
    st.one_of(
        st.sampled_from("=+-@'\"#,;|\t周某攸县株洲ABCé/~ \n0123456789"),
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")),
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: tidy(text) == text and "\ufffd" not in text)
lines = texts.filter(lambda text: "\n" not in text and "\t" not in text)
ids = st.text("abcdef0123456789-", min_size=1, max_size=10)
days = st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(lambda on: When.day(on, HERE))
minutes = st.datetimes(datetime(1990, 1, 1), datetime(2030, 12, 31)).map(
    lambda at: When.minute(at.replace(second=0, microsecond=0, tzinfo=UTC).astimezone(HERE))
)
birth_dates = st.dates(date(1900, 1, 1), date(2030, 12, 31))
temperatures = st.integers(340, 420).map(lambda tenths: Decimal(tenths) / 10)
division_codes = st.sampled_from(("430223", "430202104", "430223100001"))
symptom_lists = st.lists(st.sampled_from(SYMPTOMS), unique=True, max_size=3).map(tuple)
degrees = st.floats(-89, 89, allow_nan=False).map(lambda number: round(number, 5))

Fields = Mapping[str, st.SearchStrategy]


def some(draw, fields: Fields, *, always: tuple[str, ...] = ()) -> dict[str, Value]:
    """Draw a value for some of the fields."""
    return {
        name: Value(draw(values))
        for name, values in fields.items()
        if name in always or draw(st.booleans())
    }


def draft(kind: str, identity: str, fields: dict[str, Value], **links: str) -> Draft:
    """A draft with the key its reader would give it."""
    return Draft(f"{kind}:{identity}", kind, fields, links)


def bare(reading: Reading | list[Draft]) -> dict[str, tuple]:
    """What drafts say, without where it stood: by key, kind, values and links."""
    drafts = reading.drafts if isinstance(reading, Reading) else reading
    return {
        one.key: (one.kind, {name: v.value for name, v in one.fields.items()}, dict(one.links))
        for one in drafts
    }


def with_fields(one: Draft, **values: object) -> Draft:
    """The same draft with more said."""
    return replace(one, fields={**one.fields, **{n: Value(v) for n, v in values.items()}})


class Spoiler:
    """Draws a document with something wrong in it."""

    JUNK = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.just(10**4000),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=8),
        st.just("\ud800"),
        st.just([]),
        st.just({}),
        st.just([None]),
        st.just({"id": {"id": []}}),
        st.just("9999-99-99"),
        st.just("2020-13-01T25:61:00Z"),
    )

    def __init__(self, document: object) -> None:
        self.document = document
        self.paths = list(_paths(document))

    @st.composite
    @staticmethod
    def _spoilt(draw, self) -> object:
        document = copy.deepcopy(self.document)
        for _time in range(draw(st.integers(1, 4))):
            path = draw(st.sampled_from(self.paths))
            _set(document, path, copy.deepcopy(draw(self.JUNK)))
        return document

    def spoilt(self) -> st.SearchStrategy:
        """The document with up to four values replaced."""
        return Spoiler._spoilt(self)


def _paths(value: object, path: tuple = ()):
    if path:
        yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, one in inner:
        yield from _paths(one, (*path, name))


def _set(document, path: tuple, value: object) -> None:
    try:
        for part in path[:-1]:
            document = document[part]
        document[path[-1]] = value
    except (KeyError, IndexError, TypeError):
        pass  # an earlier change took the place away


def day(year: int, month: int, number: int) -> When:
    """A day here."""
    return When.day(date(year, month, number), HERE)


def at(year: int, month: int, number: int, hour: int, minute: int = 0) -> When:
    """A minute here."""
    return When.minute(datetime(year, month, number, hour, minute, tzinfo=HERE))


def hours(count: int) -> timedelta:
    return timedelta(hours=count)
