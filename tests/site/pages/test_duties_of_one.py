"""The duties about one person, as rows: the same ones, in the same order, for the same readers."""

import polars as pl
from tests.site.conftest import NOW

from firebreak.records.models import User
from firebreak.records.situation import situation, units_within, visible, visible_rows
from firebreak.records.visibility import NOBODY, PROGRAM, scope_of, units
from firebreak.site.duties.lines import lines, lines_about
from firebreak.site.duties.views import by_urgency, urgency


def everybody(now) -> list[int]:
    about = now.duties.filter(pl.col("subject_kind") == "person")["subject"]
    return sorted(about.unique())


def scopes() -> list:
    return [PROGRAM, NOBODY, *map(scope_of, User.objects.all())]


def test_they_are_the_rows_about_him(city):
    now = situation()
    assert len(everybody(now)) > 2
    for person in everybody(now):
        about = now.duties.filter(subject_kind="person", subject=person)
        assert now.duties_of(person) == about.to_dicts()
    assert now.duties_of(10**9) == []


def test_each_post_sees_the_rows_it_sees_in_the_table(city):
    now = situation()
    assert now.at == NOW
    for scope in scopes():
        for person in everybody(now):
            table = now.duties.filter(subject_kind="person", subject=person)
            seen = visible_rows(now.duties_of(person), scope, now)
            assert seen == visible(table, scope, now).to_dicts()


def test_the_most_urgent_come_first_as_in_the_table(city):
    now = situation()
    rows = [row for person in everybody(now) for row in now.duties_of(person)]
    keys = ("state", "due", "rule", "subject")
    table = by_urgency(now.duties.filter(pl.col("subject_kind") == "person"))
    ordered = [tuple(row[key] for key in keys) for row in sorted(rows, key=urgency)]
    assert ordered == table.select(keys).rows()


def test_they_read_as_the_lines_of_the_list(city):
    now = situation()
    for person in (city.zhang, city.li):
        rows = now.duties_of(person.pk)
        assert rows
        table = now.duties.filter(subject_kind="person", subject=person.pk)
        assert lines_about(person, rows, now, may_enter=PROGRAM.may) == lines(
            table, now, may_enter=PROGRAM.may
        )


def test_the_units_of_a_scope_are_those_of_its_subtree(city):
    now = situation()
    for scope in scopes():
        if not scope.sees_all:
            assert units_within(now, scope) == set(units(scope).values_list("pk", flat=True))
