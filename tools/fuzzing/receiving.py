"""The inbox: a document is kept, its drafts accepted, rejected and taken back, whole or not at all."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tools.fuzzing import examples
from tools.fuzzing.judging import HERE
from tools.fuzzing.mutating import tables, texts, trees, workbooks

NOON = datetime(2020, 2, 10, 12, tzinfo=HERE)
COUNTIES = {"荷塘区": "430202", "攸县": "430223", "醴陵市": "430281"}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
MOST_WRITES = 120  # the fault comes at one of these
OFTEN = 0.4


class Fault(DatabaseError):
    """The disk is full, the connection is gone: raised where a write is due."""


def begin() -> list[bytes]:
    """Return the valid files; the city they come to is made before the first of them is timed."""
    _city()
    return examples.everything()


def mutated(content: bytes, draw: random.Random, others: tuple[bytes, ...]) -> bytes:
    """Spoil a document by what it looks like."""
    if content.startswith(b"PK"):
        return workbooks.mutated(content, draw, others)
    if content.lstrip()[:1] in (b"{", b"["):
        return trees.mutated(content, draw, others)
    lines = content.splitlines()[:2]
    is_table = len(lines) > 1 and lines[0].count(b",") == lines[1].count(b",") > 0
    return (tables if is_table or b";" in content[:200] else texts).mutated(content, draw, others)


def judge(content: bytes) -> None:
    """
    Take a document in, decide of its drafts, and take it all back.

    Raises
    ------
    AssertionError
        Something was written by halves, or the same document twice is not the same.
    """
    from firebreak.records import clock

    city, draw = _city(), random.Random(content)
    with clock.held_at(NOON), transaction.atomic():
        _decide(content, city, draw)
        transaction.set_rollback(True)


@cache
def _city() -> Any:
    """An empty installation with a city of three counties, and the mapping of a DHIS2 instance."""
    from tests.intake.exchange.test_dhis2 import MAP

    from firebreak.intake.dhis2.at_home import mappings_folder
    from firebreak.records import clock
    from firebreak.records.actions import units
    from firebreak.records.models import User

    call_command("migrate", verbosity=0)
    mappings_folder().mkdir(exist_ok=True)
    (mappings_folder() / "play.json").write_text(MAP.to_json(), "utf-8")
    with clock.held_at(NOON):
        root = units.open_unit(by=None, code="4302", name="株洲市", kind="city")
        units.set_installation(by=None, city=root, pathogen="sars-cov-2")
        for name, code in COUNTIES.items():
            units.open_unit(by=None, code=code, name=name, kind="county", parent=root)
        reviewer = User.objects.create(username="reviewer")
        units.appoint(by=None, user=reviewer, role="reviewer", unit=root)
    return root


def _reviewer() -> Any:
    from firebreak.records.models import User

    return User.objects.get(username="reviewer")


def _decide(content: bytes, city: Any, draw: random.Random) -> None:
    from firebreak.intake.receiving import receive

    name = draw.choice(("通报.txt", "名单.csv", "export.json", "名单.xlsx", "", "a.ods"))
    how = {"by": None, "name": name, "channel": "dropped", "unit": city}
    reading = _whole(lambda: receive(content, **how), draw).reading
    kept = state()
    assert receive(content, **how).already, "the same bytes are taken for others"
    assert state() == kept, "the same bytes twice change something"
    if reading.problem:
        _said(reading.problem)
        return
    for decide in draw.sample((_accept_some, _accept_certain, _reject_one, _mend_one), 3):
        with suppress(ValidationError):
            decide(reading, draw)
    _take_back(reading)


def _said(problem: str) -> None:
    from firebreak.site.inbox.words import problem_word

    assert "reader_failed" not in str(problem), "what broke is not said"
    assert problem_word(problem)


def _accept_some(reading: Any, draw: random.Random) -> None:
    from firebreak.intake.accepting import Answer, accept

    keys = list(reading.drafts.values_list("key", flat=True))
    wanted = draw.sample(keys, min(len(keys), draw.randrange(1, 4)))
    new = Answer(is_new=draw.random() < 0.5)
    answers = dict.fromkeys(keys, new)
    done = _whole(
        lambda: accept(by=_reviewer(), reading=reading, keys=wanted, answers=answers), draw
    )
    _accepted(reading, done)


def _accept_certain(reading: Any, draw: random.Random) -> None:
    from firebreak.intake.accepting import accept_certain

    opens = draw.random() < 0.5
    _accepted(
        reading,
        _whole(lambda: accept_certain(by=_reviewer(), reading=reading, opens_units=opens), draw),
    )


def _accepted(reading: Any, done: Any) -> None:
    states = dict(reading.drafts.values_list("key", "state"))
    assert {states[key] for key in done.keys} <= {"accepted"}
    assert {states[key] for key in done.left} <= {"open"}, "what was left is not open"
    assert all(done.left.values()), "what was left has no reason"


def _reject_one(reading: Any, draw: random.Random) -> None:
    from firebreak.records.actions import drafts

    if opened := list(reading.drafts.filter(state="open")):
        one = draw.choice(opened)
        _whole(lambda: drafts.reject(by=_reviewer(), draft=one, reason="重复"), draw)


def _mend_one(reading: Any, draw: random.Random) -> None:
    from firebreak.intake.kept import draft_of, mend

    if not (opened := list(reading.drafts.filter(state="open"))):
        return
    one = draw.choice(opened)
    other = draft_of(draw.choice([row for row in opened if row.kind == one.kind]))
    if said := {name: value.value for name, value in other.fields.items()}:
        name = draw.choice(list(said))
        _whole(lambda: mend(by=_reviewer(), row=one, values={name: said[name]}), draw)


def _take_back(reading: Any) -> None:
    """Take acceptances back, the last first: then every draft of theirs is open again."""
    from firebreak.records.actions import withdraw
    from firebreak.records.models import Change

    for made in Change.objects.filter(action="drafts.accept").order_by("-id"):
        withdraw.take_back(by=_reviewer(), made=made)
    assert not reading.drafts.filter(state="accepted").exists(), "what was taken back is not open"


def _whole(do: Callable[[], Any], draw: random.Random) -> Any:
    """Do it; first, now and then, with a fault midway, after which all must be as before."""
    before = state()
    if draw.random() < OFTEN:
        _with_a_fault(do, draw.randrange(MOST_WRITES))
        assert state() == before, "a fault left half a change"
    try:
        return do()
    except ValidationError:
        assert state() == before, "what was refused left half a change"
        raise


def _with_a_fault(do: Callable[[], Any], writes: int) -> None:
    """Do it until so many writes were made; if that is more than it needs, undo it."""
    with faulty(writes), suppress(Fault, ValidationError), transaction.atomic():
        do()
        raise Fault("undone")


@contextmanager
def faulty(writes: int) -> Iterator[None]:
    """Let so many writes be made, and then none."""
    left = list(range(writes))

    def write(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            if not left:
                raise Fault("no more can be written")
            left.pop()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(write):
        yield


def state() -> dict[str, list[tuple]]:
    """Return all that the database holds."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in _tables()}


@cache
def _tables() -> tuple[str, ...]:
    models = apps.get_models(include_auto_created=True)
    return tuple(sorted({model._meta.db_table for model in models}))


def _rows(cursor: Any, table: str) -> list[tuple]:
    cursor.execute(f'SELECT * FROM "{table}"')
    return list(cursor.fetchall())
