"""The city that speed is measured on: it must be one that could be, or its figures say nothing."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench import invented

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("county", "cdc", "hospital", "laboratory", "school", "town", "village")
UNITS = {kind: list(range(n * 100 + 1, n * 100 + 19)) for n, kind in enumerate(KINDS)}
REFERS = (
    ("Case", "person_id", "Person"),
    ("Classification", "case_id", "Case"),
    ("Contact", "case_id", "Case"),
    ("Contact", "person_id", "Person"),
    ("Placement", "person_id", "Person"),
    ("Check", "person_id", "Person"),
    ("Sample", "person_id", "Person"),
    ("Test", "sample_id", "Sample"),
    ("Report", "case_id", "Case"),
)


@pytest.fixture(scope="module")
def city():
    return invented.invent(300, 7, UNITS)


def test_a_case_has_ten_contacts_and_a_contact_three_checks(city):
    sizes = {name: len(rows) for name, rows in city.items()}
    assert (sizes["Case"], sizes["Contact"], sizes["Check"]) == (300, 3_000, 9_000)


def test_the_same_seed_gives_the_same_city(city):
    again = invented.invent(300, 7, UNITS)
    other = invented.invent(300, 8, UNITS)
    assert city["Contact"].on(5) == again["Contact"].on(5)
    assert city["Contact"].on(5) != other["Contact"].on(5)


@pytest.mark.parametrize(("kind", "field", "named"), REFERS)
def test_nothing_is_stored_before_what_it_names(city, kind, field, named):
    rows, parents = city[kind], city[named]
    ids = np.array([i for i in rows.fields[field].tolist() if i is not None], np.int64)
    days = rows.day[[i is not None for i in rows.fields[field].tolist()]]
    stored = np.empty(len(parents) + 1, np.int64)
    stored[parents.ids] = parents.day
    assert (stored[ids] <= days).all()


def test_nothing_is_known_before_it_happened_and_nothing_lies_ahead(city):
    for rows in city.values():
        if "happened_at" in rows.fields:
            assert (rows.fields["happened_at"] < invented.micros(invented.NOW)).all()
        assert (rows.fields["told_at"] < invented.micros(invented.NOW)).all()


def test_ids_follow_the_days(city):
    for rows in city.values():
        assert sorted(rows.ids) == list(range(1, len(rows) + 1))
        assert (np.diff(rows.day[rows.order]) >= 0).all()


def test_it_stands_in_a_database_with_every_version(tmp_path):
    command = [sys.executable, "-m", "bench", "city", "--cases", "20", "--home", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environment.pop("FIREBREAK_DATABASE", None)
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    with sqlite3.connect(tmp_path / "firebreak.sqlite3") as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("case", "contact", "check", "report"):
            (rows,) = database.execute(f"SELECT COUNT(*) FROM records_{table}").fetchone()
            query = f"SELECT COUNT(DISTINCT id) FROM records_historical{table}"
            assert rows
            assert database.execute(query).fetchone() == (rows,)
        indexes = database.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'index'")
        assert indexes.fetchone()[0] > 100
