"""The invented city in a database: day by day, as one change a day, with every record's version.

    python -m bench city [--cases 100000] [--home FOLDER] [--postgres ADDRESS]

Writes through `records.change`, as an import does, so what is measured on it is what a city has.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bench import invented

PASSWORD = "bench-city-2020"
DUTY_HEAD, TRACER, REVIEWER = "bench-duty", "bench-tracer", "bench-reviewer"
ROOT = "430200"
SQLITE_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({})"
POSTGRES_INDEXES = (
    "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
    " LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid"
    " WHERE k.oid IS NULL AND t.relname IN ({})"
)


def build(cases: int, seed: int = 7, tell: Callable[[str], None] = print) -> None:
    """Fill an empty, migrated database."""
    from django.db import connection

    from firebreak.records import clock, models
    from firebreak.records.change import change, store_rows
    from firebreak.records.identifiers import index_of

    with clock.held_at(invented.START - timedelta(days=1)), change("bench.units", by=None):
        units = _store_units(store_rows)
    _store_posts(units)
    began = time.perf_counter()
    tables = invented.invent(cases, seed, units, index_of)
    tell(f"invented in {time.perf_counter() - began:.0f} s")
    with _indexed_afterwards([getattr(models, name) for name in tables]):
        for day in range(invented.DAYS + 1):
            end = min(invented.START + timedelta(days=day + 1), invented.NOW)
            with clock.held_at(end), change("bench.day", by=None):
                for name, rows in tables.items():
                    ids = store_rows(getattr(models, name), rows.on(day))
                    _check_ids(name, ids, rows, day)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    counts = ", ".join(f"{len(rows):,} {name}" for name, rows in tables.items())
    tell(f"{counts}\nstored in {time.perf_counter() - began:.0f} s")


@contextmanager
def _indexed_afterwards(kinds) -> Iterator[None]:
    """Sort a whole index at once; and ask for what rows refer to not row by row, but never."""
    from django.db import connection

    names = [m._meta.db_table for kind in kinds for m in (kind, kind.history.model)]
    with connection.cursor() as cursor:
        on_sqlite = connection.vendor == "sqlite"
        cursor.execute(
            "PRAGMA foreign_keys=OFF" if on_sqlite else "SET session_replication_role=replica"
        )
        marks = ", ".join(["%s"] * len(names))
        cursor.execute((SQLITE_INDEXES if on_sqlite else POSTGRES_INDEXES).format(marks), names)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute(
            "PRAGMA foreign_keys=ON" if on_sqlite else "SET session_replication_role=DEFAULT"
        )


def _check_ids(name: str, ids: range, rows: invented.Rows, day: int) -> None:
    expected = rows.ids[rows.order][rows.day[rows.order] == day]
    if len(ids) and (ids[0], ids[-1]) != (expected[0], expected[-1]):
        raise RuntimeError(f"{name}: the database is not empty; give an empty home.")


def _store_units(store_rows) -> dict[str, list[int]]:
    """A city of nine counties, each with its posts; ids by kind, county by county."""
    from firebreak.records.models import DivisionCode, Installation, Unit

    opened = invented.START
    (root,) = store_rows(Unit, [_unit(ROOT, "city", "", None, opened)])
    store_rows(
        DivisionCode,
        [{"unit_id": root, "code": ROOT, "name": "测试市", "valid_from": opened.date()}],
    )
    found: dict[str, list[int]] = {"county": [], "city": [root]}
    for number in range(invented.COUNTIES):
        code = f"4302{number + 1:02d}"
        (county,) = store_rows(Unit, [_unit(code, "county", f"{ROOT}/", root, opened, number)])
        found["county"].append(county)
        posts = list(_posts_of(code, county, opened))
        for id_, post in zip(store_rows(Unit, posts), posts, strict=True):
            found.setdefault(post["kind"], []).append(id_)
    Installation.objects.create(
        city_id=root, demo_starts_at=invented.NOW, pathogen=invented.PATHOGEN
    )
    return found


def _posts_of(code: str, county: int, opened) -> Iterator[dict]:
    path = f"{ROOT}/{code}/"
    for kind, count in (
        ("cdc", 1),
        ("laboratory", 1),
        ("hospital", invented.HOSPITALS),
        ("school", invented.SCHOOLS),
        ("town", invented.TOWNS),
        ("village", invented.TOWNS * invented.VILLAGES),
    ):
        for number in range(count):
            yield _unit(f"{code}-{kind[0].upper()}{number}", kind, path, county, opened)


def _unit(
    code: str, kind: str, above: str, parent: int | None, opened, tile: int | None = None
) -> dict:
    place = {} if tile is None else {"tile_column": tile % 3, "tile_row": tile // 3}
    return place | {
        "code": code,
        "name": f"测试{code}",
        "kind": kind,
        "parent_id": parent,
        "path": f"{above}{code}/",
        "opened_at": opened,
    }


def _store_posts(units: dict[str, list[int]]) -> None:
    from firebreak.records.models import Post, User

    for username, role, unit in (
        (DUTY_HEAD, "duty_head", units["city"][0]),
        (TRACER, "tracer", units["county"][3]),
        (REVIEWER, "reviewer", units["city"][0]),
    ):
        user = User.objects.create_user(username, password=PASSWORD)
        Post.objects.create(user=user, role=role, unit_id=unit)
