"""The benchmark of tracing: three engines, the same answers, and a table that says so."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from bench.tracing import Measured

from bench import tracing, tracing_city, tracing_queries

pytest.importorskip("duckdb")

ROOT = Path(__file__).resolve().parents[2]
PERSONS = 1_500


@pytest.fixture(scope="module")
def made():
    return tracing_city.city(PERSONS)


@pytest.fixture(scope="module")
def engines(made, tmp_path_factory):
    """Return each engine, opened on the same city."""
    folder = tmp_path_factory.mktemp("city")
    days = tracing_city.write(made, folder / "days")
    for engine in tracing_queries.ENGINES.values():
        engine.build(days, folder, made)
    return {name: engine(folder, made) for name, engine in tracing_queries.ENGINES.items()}


@pytest.mark.parametrize("query", tracing_queries.QUERIES)
def test_three_engines_give_the_same_answer(engines, query):
    told = tracing_queries.ANSWERS.get(query, dict)
    answers = [told(getattr(engine, query)()) for engine in engines.values()]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["rows"] > 100


def test_the_dinner_is_first_of_what_its_cases_have_in_common(engines, made):
    places = engines["firebreak"].index.backward(made.cases.tolist()).places
    assert places["place_id"][0] == made.dinner
    assert (places["cases"][0], places["visitors"][0]) == (26, 120)


def test_an_answer_does_not_depend_on_the_order_of_its_rows():
    table = pl.DataFrame({"from_id": [1, 1], "to_id": [2, 3], "place_id": 4, "overlap_s": [60, 90]})
    table = table.with_columns(start=0, end=90)
    other = table.with_columns(overlap_s=pl.Series([90, 60]))
    assert tracing_queries.met(table) == tracing_queries.met(table.reverse())
    assert tracing_queries.met(table) != tracing_queries.met(other)


def test_different_answers_are_told():
    results = {
        ("firebreak", "one"): Measured(1, 1, 1, {"rows": 1}),
        ("duckdb", "one"): Measured(1, 1, 1, {"rows": 2}),
    }
    told = tracing.agreement(results, ["firebreak", "duckdb"])
    assert told.startswith("THE ANSWERS DIFFER: one")


def test_the_table_has_times_as_multiples_of_ours_and_says_what_was_stopped():
    results = {
        ("firebreak", "one"): Measured(0.001, 0.002, 0.1, {"rows": 1}),
        ("duckdb", "one"): Measured(0.1, 0.05, 0.2, {"rows": 1}),
        ("polars", "one"): Measured(private=12.1, trouble="stopped"),
    }
    lines = list(tracing.table(results, ["firebreak", "duckdb", "polars"]))
    assert "1 ms | 2 ms | 0.10 GiB | 100 ms (100.0x) | 50 ms | 0.20 GiB" in lines[-1]
    assert "stopped | | 12.1 GiB" in lines[-1]


def test_the_part_of_the_benchmark_prints_its_table(tmp_path):
    command = [sys.executable, "-m", "bench", "tracing", "--persons", "400"]
    some = ["--engines", "firebreak", "--queries", "build", "cold"]
    done = subprocess.run(
        [*command, "--folder", str(tmp_path), *some],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert "50,400 stays of 400 people; 5,040 come late" in done.stdout
    assert "| 100 cases, cold disk | " in done.stdout
    assert "All engines gave the same answers." in done.stdout


def test_a_query_that_takes_too_much_memory_is_stopped(tmp_path, made):
    tracing_city.write(made, tmp_path / "days", 1)
    options = argparse.Namespace(persons=PERSONS, seed=7, most_memory=0.001)
    stopped = tracing._in_its_own_process("duckdb", "build", tmp_path, options)
    assert (stopped.trouble, stopped.answer) == ("stopped", None)
