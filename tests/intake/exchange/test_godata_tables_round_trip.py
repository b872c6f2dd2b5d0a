"""Go.Data's tables out and in again, in all three dialects: what they hold comes back, the rest is listed."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from tests.intake.exchange.strategies import HERE, bare, day, draft
from tests.intake.exchange.test_godata_round_trip import outbreaks

from firebreak.intake.drafts import Draft, Value
from firebreak.intake.exchange.words import Words
from firebreak.intake.godata import read, recognises, tokens
from firebreak.intake.godata.results import FEVER
from firebreak.intake.godata.tables import path_of
from firebreak.outputs.exchange import godata_tables
from firebreak.outputs.exchange.godata_tables import DIALECTS, LISTS, heading

WHOLE = ("database", "words")  # they hold all that the JSON holds of a list
#: what WHO's tables for R have no column for
UNCLEAN_FIELDS = {
    "person": {"id_number"},
    "check": {"temperature_celsius", "exposure_declared", "symptoms"},
}
UNCLEAN_KINDS = {"classification", "placement"}


def tables_of(drafts: list[Draft], dialect: str):
    written = godata_tables.write(drafts, zone=HERE, dialect=dialect)
    return written, {"cases": written.content, **written.beside}


def told_by(tables: dict[str, bytes]) -> dict[str, tuple]:
    """What all tables say together: whom one only names, another tells of."""
    found: dict[str, tuple] = {}
    for content in tables.values():
        if len(content.splitlines()) < 2:
            continue
        for key, (kind, fields, links) in bare(read(content, zone=HERE)).items():
            _kind, known, linked = found.setdefault(key, (kind, {}, {}))
            known.update(fields)
            linked.update(links)
    return found


def without_disease(drafts: list[Draft]) -> list[Draft]:
    """The disease stands with the outbreak, which is no table."""
    return [
        Draft(d.key, d.kind, {n: v for n, v in d.fields.items() if n != "pathogen"}, d.links)
        if d.kind == "case"
        else d
        for d in drafts
    ]


def is_sayable(one: Draft) -> bool:
    """A fever and no other symptom is an empty list beside a number; a cell has no empty list."""
    hot = one.value("temperature_celsius") is not None and one.value("temperature_celsius") >= FEVER
    return not (one.kind == "check" and hot and one.value("symptoms") == ())


@pytest.mark.parametrize("dialect", WHOLE)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts=outbreaks())
def test_what_the_tables_can_hold_comes_back_as_it_went(dialect, drafts):
    kept = [one for one in without_disease(drafts) if is_sayable(one)]
    written, tables = tables_of(kept, dialect)
    assert written.notes == ()
    assert told_by(tables) == bare(kept)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts=outbreaks())
def test_what_the_tables_for_r_hold_comes_back_and_the_rest_is_listed(drafts):
    kept = without_disease(drafts)
    written, tables = tables_of(kept, "clean")
    lost = {(n.values["kind"], n.values["field"]) for n in written.notes}
    again = told_by(tables)
    for key, (kind, fields, links) in bare(kept).items():
        if kind in UNCLEAN_KINDS:
            assert (kind, "*") in lost or key in again
            continue
        sayable = {
            name: value
            for name, value in fields.items()
            if name not in UNCLEAN_FIELDS.get(kind, ()) and value not in ("NA", "NULL")
        }
        assert sayable.items() <= again[key][1].items()
        assert links == again[key][2]
        unsaid = {name for name in fields if name not in again[key][1]} - {"symptoms"}
        assert {(kind, name) for name in unsaid} <= lost


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_table_is_recognised_as_godatas(dialect):
    person = {"external_id": Value("a"), "name": Value("周某")}
    event = {"external_id": Value("e"), "name": Value("家宴"), "when": Value(day(2020, 1, 17))}
    drafts = [
        draft("person", "a", person),
        draft("case", "a", {"status": Value("confirmed")}, person="person:a"),
        draft("person", "b", {"external_id": Value("b")}),
        draft("person", "c", {"external_id": Value("c")}),
        draft("contact", "k", {"external_id": Value("k")}, **{"from": "case:a", "to": "person:b"}),
        draft("contact", "l", {"order": Value(2)}, **{"from": "person:b", "to": "person:c"}),
        draft("event", "e", event),
        draft("check", "f", {"kind": Value("follow_up"), "symptoms": Value(())}, person="person:b"),
        draft("sample", "s", {"number": Value("S")}, person="person:a"),
        draft("test", "t", {"result": Value("positive")}, sample="sample:s"),
        draft("area", "z", {"name": Value("株洲市"), "spellings": Value(("Zhuzhou", "ZZ"))}),
    ]
    _written, tables = tables_of(drafts, dialect)
    assert set(tables) == {called for called, _columns in LISTS.values()}
    for name, content in tables.items():
        assert recognises(content, f"{name}.csv"), name
        assert read(content, zone=HERE).drafts


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_heading_leads_to_the_column_it_was_made_for(dialect):
    for _called, columns in LISTS.values():
        for path in columns:
            if path == ("personId",):  # "person id" may be either; the reader takes both
                continue
            assert path_of(heading(path, dialect)) == path


def test_headings_are_those_of_the_dialect():
    person = {"name": Value("周某"), "residence": Value("攸县"), "birth_date": Value(None)}
    drafts = [draft("person", "a", person), draft("case", "a", {}, person="person:a")]
    heads = {
        dialect: next(
            csv.reader(io.StringIO(tables_of(drafts, dialect)[1]["cases"].decode("utf-8-sig")))
        )
        for dialect in DIALECTS
    }
    assert {"_id", "visualId", "addresses city [1]", "age years"} <= set(heads["database"])
    assert {"ID", "Visual ID", "Addresses City [1]", "Date of onset"} <= set(heads["words"])
    assert {"id", "visual_id", "city", "date_of_onset", "age_months"} <= set(heads["clean"])


def test_every_label_reads_as_the_token_it_stands_for():
    lists = [one for one in vars(tokens).values() if isinstance(one, Words) and one.prefix]
    for words in lists:
        for code, word in words.codes.items():
            if code in words.relabelled:
                continue  # its own label is what is uncertain
            found = words.read(tokens.shown(words.prefix + code))
            assert (found.value, found.doubt) == (word, "")


def test_the_disease_has_no_table_and_is_listed_for_each_case():
    cases = [
        draft("case", name, {"pathogen": Value("sars-cov-2")}, person=f"person:{name}")
        for name in "ab"
    ]
    people = [draft("person", name, {}) for name in "ab"]
    notes = tables_of([*people, *cases], "database")[0].notes
    assert [(n.values["field"], n.values["count"]) for n in notes] == [("pathogen", 2)]


def test_an_edge_of_unknown_direction_is_listed():
    fields = {"direction_known": Value(False)}
    edge = draft("contact", "k", fields, **{"from": "person:a", "to": "person:b"})
    people = [draft("person", name, {}) for name in "ab"]
    written, _tables = tables_of([*people, edge], "database")
    assert ("contact", "direction_known") in {
        (n.values["kind"], n.values["field"]) for n in written.notes
    }


def test_na_is_nothing_where_r_wrote_it_and_a_name_elsewhere():
    assert read(b"id,visual_id,first_name\na,1,NA\n").draft("person:a").value("name") is None
    assert read(b"_id,visualId,firstName\na,1,NA\n").draft("person:a").value("name") == "NA"


def test_yes_in_a_table_in_words_is_yes():
    table = b"ID,Date of onset,Is date of onset approximate,Date of reporting\nc,2020-01-18,Yes,\n"
    doubts = read(table).draft("case:c").doubts
    assert [doubt.code for doubt in doubts] == ["approximate_day"]


def test_no_cell_of_a_table_is_run():
    person = draft("person", "a", {"name": Value("=cmd()"), "phone": Value("+86 1")})
    content = tables_of([person], "database")[1]["contacts"].decode("utf-8-sig")
    assert ",'=cmd()," in content
    assert ",=cmd()" not in content
