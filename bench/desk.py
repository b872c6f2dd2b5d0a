"""The desk and the screen of duplicates with a city's people on file: seconds of processor a page.

Synthetic people (`people.py`) are stored, second records of some of them lie in the inbox as
documents of a full page each, and every other draft is of somebody who is not on file.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import polars as pl

from bench import city as units_of_city
from bench import invented
from bench.people import VILLAGES, city, second_records

PAGE, DOCUMENTS, PAIRS, ASKED = 40, 4, 3_000, 5
KNOWN, ELSEWHERE = 23, 29  # seeds
ON_FILE_EACH = 5_000  # rows stored in one change


def measure(people: int) -> None:
    """Fill an empty home, then ask for each page a few times."""
    from firebreak.records import clock

    with clock.held_at(invented.NOW):
        units_of_city.build(0, tell=lambda _said: None)
        known = city(people, KNOWN)
        began = time.process_time()
        _store(known)
        print(f"{people:,} people stored: {time.process_time() - began:.1f} s of processor")
        documents = _documents(known)
        _pair_up(people)
        for user in (units_of_city.REVIEWER, units_of_city.TRACER):
            _ask(_signed_in(user), f"duplicates, {user}", ["/duplicates/"] * ASKED)
        desks = [f"/inbox/{pk}/" for pk in documents * 2]
        _ask(_signed_in(units_of_city.REVIEWER), f"desk of {PAGE} drafts", desks)
        _weigh(documents)


def _store(known: pl.DataFrame) -> None:
    from firebreak.records import models
    from firebreak.records.change import change, store_rows

    with change("bench.people", by=None):
        for part in known.iter_slices(ON_FILE_EACH):
            store_rows(models.Person, list(_rows(part)))


def _rows(part: pl.DataFrame) -> Iterator[dict]:
    from firebreak.records.identifiers import index_of
    from firebreak.records.names import key_of

    villages = _villages()
    for row in part.iter_rows(named=True):
        yield {
            "name": row["name"],
            "name_key": key_of(row["name"]),
            "sex": row["sex"],
            "birth_date": row["birth_date"],
            "id_number_key": index_of(row["id_key"]),
            "phone_key": index_of(row["phone_key"]),
            "unit_residence_id": villages[row["home"]],
            "told_at": invented.NOW,
        }


def _villages() -> dict[str, int]:
    """Where people live, as `people.py` says it -> the unit."""
    from firebreak.records.models import Unit

    by_code = dict(Unit.objects.values_list("code", "id"))
    each = invented.TOWNS * invented.VILLAGES
    return {
        f"4302/4302{c + 1:02d}/T{t}/V{v}/": by_code[f"4302{c + 1:02d}-V{(t * VILLAGES + v) % each}"]
        for c in range(invented.COUNTIES)
        for t in range(invented.TOWNS)
        for v in range(VILLAGES)
    }


def _documents(known: pl.DataFrame) -> list[int]:
    """Documents of a page each: half of their people are on file."""
    half = PAGE * DOCUMENTS // 2
    there = second_records(known, half, KNOWN + 1)
    strangers = second_records(city(20 * half, ELSEWHERE), half, ELSEWHERE + 1)
    strangers = strangers.with_columns(  # they bear numbers of their own
        id_key="x" + pl.col("id_key"), phone_key="x" + pl.col("phone_key")
    )
    rows = list(there.iter_rows(named=True)), list(strangers.iter_rows(named=True))
    mixed = [row for pair in zip(*rows, strict=True) for row in pair]
    pages = [mixed[start : start + PAGE] for start in range(0, len(mixed), PAGE)]
    return [_document(number, page) for number, page in enumerate(pages)]


def _document(number: int, rows: list[dict]) -> int:
    from firebreak.intake.receiving import proposed
    from firebreak.records.actions.drafts import keep_reading
    from firebreak.records.models import Unit

    drafts = [proposed(_draft(n, row)) for n, row in enumerate(rows)]
    root = Unit.objects.get(code=units_of_city.ROOT)
    title = f"page {number}"
    digest = sha256(title.encode()).hexdigest()
    how = {"digest": digest, "title": title, "channel": "command", "unit": root}
    return keep_reading(by=None, drafts=drafts, **how).pk


def _draft(number: int, row: dict):
    from firebreak.intake.drafts import Draft, Value

    county = (row["home"] or "").split("/")
    said = {
        "name": row["name"],
        "sex": row["sex"],
        "birth_date": row["birth_date"],
        "age": None if row["age_years"] is None else max(int(row["age_years"]), 0),
        "id_number": row["id_key"],
        "phone": row["phone_key"],
        "residence_code": county[1] if len(county) > 1 else None,
    }
    fields = {name: Value(value) for name, value in said.items() if value is not None}
    return Draft(f"p{number}", "person", fields)


def _pair_up(people: int) -> None:
    """Pairs as a comparison would keep them: what they say costs the same whoever they are."""
    from firebreak.intake.linkage import FEATURES
    from firebreak.intake.linkage.proposing import _versions
    from firebreak.records.models import Compared, Likeness, Person

    ids = list(Person.objects.order_by("id").values_list("id", flat=True))
    step = max(len(ids) // PAIRS - 1, 1)
    features = [[f, "same", 4.2] for f in FEATURES]
    Likeness.objects.bulk_create(
        [
            Likeness(low_id=low, high_id=low + 1, weight=4 + low % 97 / 3, features=features)
            for low in ids[: step * PAIRS : step]
        ],
        batch_size=500,
    )
    at = invented.NOW - timedelta(minutes=1)
    Compared.objects.create(at=at, versions=_versions(), people=people)


def _signed_in(user: str):
    from django.conf import settings
    from django.test import Client

    from firebreak.records.models import User

    settings.ALLOWED_HOSTS = ["*"]
    browser = Client()
    browser.force_login(User.objects.get(username=user))
    return browser


def _ask(browser, what: str, addresses: list[str]) -> None:
    times = []
    for address in addresses:
        began = time.process_time()
        answer = browser.get(address)
        times.append(time.process_time() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    first, *rest = times
    print(
        f"{what}: {sorted(rest)[len(rest) // 2]:.3f} s of processor (median of {len(rest)}), the"
        f" first {first:.2f} s, {len(answer.content):,} bytes",
        flush=True,
    )


def _weigh(documents: list[int]) -> None:
    """What proposing alone takes, and what it finds."""
    from firebreak.intake.accepting.desk import Desk
    from firebreak.intake.known import proposals
    from firebreak.records.models import Reading

    taken, found = 0.0, []
    for pk in documents:
        desk = Desk.of(Reading.objects.get(pk=pk), None)
        drafts = [desk.draft(key) for key in desk.rows]
        began = time.process_time()
        proposed = proposals(desk, drafts)
        taken += time.process_time() - began
        found += [(int(key[1:]) % 2 == 0, each[0].is_sure) for key, each in proposed.items()]
    there = sum(is_there for is_there, _sure in found)
    sure = [is_there for is_there, is_sure in found if is_sure]
    print(
        f"proposals: {taken / len(documents):.3f} s of processor a page; of"
        f" {PAGE * len(documents) // 2} on file {there} are asked about or sure,"
        f" {len(sure)} sure, {len(sure) - sum(sure)} of these of strangers;"
        f" of as many strangers {len(found) - there} are asked about"
    )
