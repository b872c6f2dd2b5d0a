"""The import of a line list: 100,000 rows into an empty city and into one at scale.

Beside it, what a script would do that saves each person and case as it reads the row: the same
models, the same versions, one change, no look-up of who is on file already. Fewer rows of that, for
it takes too long; the ratio is of the times per row.
"""

import csv
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench.invented import COUNTIES, GIVEN, SURNAMES

HEADINGS = (
    "病例编号",
    "姓名",
    "性别",
    "年龄",
    "联系电话",
    "居住县区",
    "发病日期",
    "确诊日期",
    "分类",
)
FIRST = date(2020, 1, 23)
BY_HAND = 2_000  # rows saved one by one


def write_list(path: Path, rows: int, letter: str, seed: int = 7) -> None:
    """Write a line list of invented people, as an office keeps one."""
    chance = Random(f"{seed}{letter}")
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        table = csv.writer(file)
        table.writerow(HEADINGS)
        for number in range(rows):
            table.writerow(_row(chance, number, letter))


def _row(chance: Random, number: int, letter: str) -> tuple:
    onset = FIRST + timedelta(days=chance.randrange(20))
    name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
    county = f"4302{chance.randrange(COUNTIES) + 1:02d}"
    confirmed = onset + timedelta(days=chance.randrange(1, 7))
    phone = f"198{chance.randrange(10**8):08d}"
    sex = chance.choice("男女")
    return (
        f"{letter}{number:07d}",
        name,
        sex,
        chance.randrange(1, 90),
        phone,
        county,
        onset,
        confirmed,
        "确诊病例",
    )


def measure(folder: Path, rows: int, letter: str) -> list[str]:
    """Read a list, say what it comes to, and apply it; then the same by hand."""
    from firebreak.records.models import Case

    path = folder / f"list-{letter}.csv"
    write_list(path, rows, letter)
    on_file = Case.objects.count()
    used = time.process_time()
    steps = _import(path)
    used = time.process_time() - used
    path.unlink()
    total = sum(steps.values())
    parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in steps.items())
    told = [
        f"{rows:,} rows with {on_file:,} cases on file: {total:.1f} s ({parts}),"
        f" {used:.1f} s of processor, {total / rows * 1e6:.0f} µs a row"
    ]
    each = _by_hand(BY_HAND, letter)
    told.append(
        f"saved one by one: {each * 1e6:.0f} µs a row, without reading the file or looking anybody up;"
        f" ratio {each / (steps['apply'] / rows):.1f}"
    )
    for line in told:
        print(line, flush=True)
    return told


def _import(path: Path) -> dict[str, float]:
    from firebreak.intake.linelist import apply as linelist

    times = [time.perf_counter()]
    sheet = linelist.read(path)
    times.append(time.perf_counter())
    plan = linelist.plan(sheet, by=None)
    times.append(time.perf_counter())
    done = linelist.apply(sheet, by=None)
    times.append(time.perf_counter())
    if done.new != len(sheet.rows) or plan.new != done.new:
        raise RuntimeError(f"{done.new} of {len(sheet.rows)} rows were new")
    return {
        name: after - before
        for name, before, after in zip(("read", "plan", "apply"), times, times[1:], strict=False)
    }


def _by_hand(rows: int, letter: str) -> float:
    """Seconds a row; undone at the end."""
    from django.db import transaction

    from firebreak.records.change import change

    began = time.perf_counter()
    try:
        with change("bench.by_hand", by=None):
            _save_one_by_one(rows, letter)
            raise _Undo
    except _Undo:
        pass
    assert not transaction.get_connection().in_atomic_block
    return (time.perf_counter() - began) / rows


def _save_one_by_one(rows: int, letter: str) -> None:
    from django.conf import settings

    from firebreak.engine.when import When
    from firebreak.records.models import Case, Classification, Person, Unit

    chance, zone = Random(1), settings.CITY_ZONE
    for number in range(rows):
        _no, name, _sex, age, phone, county, onset, confirmed, _class = _row(chance, number, "Z")
        unit = Unit.objects.get(code=county)
        person = Person(name=name, age=age, phone=phone, unit_residence=unit)
        person.save()
        case = Case(
            person=person,
            pathogen="sars-cov-2",
            number=f"{letter}z{number}",
            status="confirmed",
            unit_counting=unit,
        )
        case.with_happened(When.day(onset, zone)).save()
        step = Classification(case=case, status="confirmed")
        step.with_happened(When.day(confirmed, zone)).save()


class _Undo(Exception):
    """Leaves a change without keeping it."""
