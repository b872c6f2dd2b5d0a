"""SORMAS out and in again: nothing changes that it can hold, and no cell runs."""

import csv
import io
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.exchange import strategies as draw_
from tests.intake.exchange.strategies import HERE, bare, day, days, draft, minutes, some, texts

from firebreak.engine.when import When
from firebreak.intake.drafts import Draft, Value
from firebreak.intake.sormas import read, recognises
from firebreak.outputs.exchange import sormas

PERSON = {
    "name": texts,
    "sex": st.sampled_from(("male", "female", "unknown")),
    "birth_date": draw_.birth_dates,
    "id_number": texts,
    "phone": texts,
    "address": texts,
    "residence": texts,
    "group": st.sampled_from(("medical", "other", "unknown")),
    "occupation": texts,
}
AGE = st.one_of(
    st.just({}),
    st.integers(0, 120).map(lambda n: {"age": n, "age_unit": "years"}),
    st.integers(0, 30).map(lambda n: {"age": n, "age_unit": "months"}),
    st.integers(0, 30).map(lambda n: {"age": n, "age_unit": "days"}),
)
CASE = {
    "number": texts,
    "pathogen": st.sampled_from(("sars-cov-2", "ebola", "measles", "mpox")),
    "onset": days,
    "reported": days,
    "unit_counting": texts,
    "unit_reporting": texts,
    "imported": st.booleans(),
    "note": texts,
}
STATUS = st.sampled_from(("suspected", "probable", "confirmed", "asymptomatic", "excluded"))
TIMES = st.one_of(days, minutes)
SAMPLE = {
    "number": texts,
    "kind": st.sampled_from(("nasal", "throat", "sputum", "blood", "stool", "other")),
    "when": TIMES,
    "received": TIMES,
    "laboratory": texts,
}
TEST = {
    "pathogen": st.sampled_from(("sars-cov-2", "ebola")),
    "method": st.sampled_from(("pcr", "sequencing", "antibody", "antigen", "other")),
    "when": TIMES,
}
MANNERS = ("household", "care", "body_fluids", "utensils", "same_room", "vehicle", "same_ward")


@st.composite
def outbreaks(draw) -> list[Draft]:
    """An outbreak as SORMAS can hold it."""
    drafts: list[Draft] = []
    cases = [f"c{n}" for n in range(draw(st.integers(1, 3)))]
    for name in cases:
        drafts.extend(_person(draw, name))
        drafts.extend(_case(draw, name))
        drafts.extend(_kept(draw, name, ("ward", "icu", "home", "site")))
        drafts.extend(_samples(draw, name))
    for number in range(draw(st.integers(0, 3))):
        drafts.extend(_contact(draw, f"k{number}", draw(st.sampled_from([*cases, "elsewhere"]))))
    if any(one.links.get("from") == "case:elsewhere" for one in drafts):
        drafts.append(draft("case", "elsewhere", {"external_id": Value("elsewhere")}))
    return drafts


def _person(draw, name: str) -> list[Draft]:
    age = {key: Value(value) for key, value in draw(AGE).items()}
    return [draft("person", name, {"external_id": Value(name), **some(draw, PERSON), **age})]


def _case(draw, name: str) -> list[Draft]:
    said = {"external_id": Value(name), **some(draw, CASE)}
    status = Value(draw(STATUS))
    if not draw(st.booleans()):
        said |= {"status": status} | some(draw, {"classified": days})
        return [draft("case", name, said, person=f"person:{name}")]
    ended = Value(draw(st.sampled_from(("recovered", "died"))))
    course = [{"status": status}, {"status": ended}]
    return [
        draft("case", name, said | {"status": ended}, person=f"person:{name}"),
        *(
            draft(
                "classification", f"{name}/{n}", s | some(draw, {"when": days}), case=f"case:{name}"
            )
            for n, s in enumerate(course, 1)
        ),
    ]


def _kept(draw, name: str, levels: tuple[str, ...]) -> list[Draft]:
    found = {}
    for level in draw(st.lists(st.sampled_from(levels), unique=True)):
        place = level if level in ("ward", "icu") else "quarantine"
        times = TIMES if level in ("ward", "icu") else days
        fields = {"level": Value(level), **some(draw, {"when": times, "ended": times})}
        found[place] = draft("placement", f"{name}/{place}", fields, person=f"person:{name}")
    return list(found.values())


def _samples(draw, name: str) -> list[Draft]:
    found = []
    for number in range(1, draw(st.integers(1, 3))):
        key = f"{name}/{number}"
        fields = some(draw, SAMPLE, always=("kind",))
        found.append(draft("sample", key, fields, person=f"person:{name}"))
        for nth in range(1, draw(st.integers(1, 3))):
            result = draw(st.sampled_from(("positive", "negative", "inconclusive")))
            said = {"result": Value(result), **some(draw, TEST)}
            found.append(draft("test", f"{key}/{nth}", said, sample=f"sample:{key}"))
    return found


def _contact(draw, name: str, case: str) -> list[Draft]:
    times = some(draw, {"when": days})
    if times:
        times |= some(draw, {"ended": days})
    more = {"manner": st.sampled_from(MANNERS), "relation": texts, "contact_of": texts}
    said = {"external_id": Value(name), **times, **some(draw, more)}
    links = {"from": f"case:{case}", "to": f"person:p-{name}"}
    return [
        *_person(draw, f"p-{name}"),
        draft("contact", name, said, **links),
        *(
            Draft(
                f"placement:{name}/quarantine", one.kind, one.fields, {"person": f"person:p-{name}"}
            )
            for one in _kept(draw, name, ("home", "site"))
        ),
    ]


def told(written: sormas.Written) -> dict:
    """What both tables say: a case that the contacts only name is told whole by the other."""
    found = bare(read(written.content, zone=HERE)) if written.content else {}
    contacts = written.beside.get("contacts")
    return (bare(read(contacts, zone=HERE)) if contacts else {}) | found


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts=outbreaks())
def test_what_sormas_can_hold_comes_back_as_it_went_and_no_cell_runs(drafts):
    written = sormas.write(drafts, zone=HERE)
    assert written.notes == ()
    assert told(written) == bare(drafts)
    for content in (written.content, *written.beside.values()):
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not any(cell.lstrip(" \u3000").startswith(tuple("=+-@\t\r")) for cell in row)


def test_what_sormas_cannot_hold_is_listed_with_its_count():
    person = draft("person", "a", {"name": Value("x"), "employer": Value("mill")})
    case = draft("case", "a", {"severity": Value("mild")}, person="person:a")
    check = draft("check", "c", {"kind": Value("round")}, person="person:a")
    bystander = draft("person", "b", {"name": Value("y")})
    notes = sormas.write([person, case, check, bystander], zone=HERE).notes
    assert {(n.code, n.values["kind"], n.values["field"]) for n in notes} == {
        ("field_not_carried", "person", "employer"),
        ("field_not_carried", "case", "severity"),
        ("kind_not_carried", "check", "*"),
        ("neither_case_nor_contact", "person", "*"),
    }


def test_the_file_says_in_which_order_its_days_are_written():
    case = draft("case", "a", {"onset": Value(day(2020, 2, 1))}, person="person:a")
    content = sormas.write([draft("person", "a", {}), case], zone=HERE).content
    found = read(content, zone=HERE).draft("case:a")
    assert (found.value("onset"), found.doubts) == (day(2020, 2, 1), ())


def test_a_gathering_is_an_event_of_a_table_of_its_own():
    said = {"what": "聚餐", "place": "饭店", "when": day(2020, 1, 17), "people": 12}
    fields = {name: Value(value) for name, value in said.items()}
    dinner = draft("gathering", "g", fields, attendee1="person:a")
    written = sormas.write([draft("person", "a", {}), dinner], zone=HERE)
    assert {("gathering", "people"), ("gathering", "attendees")} <= {
        (n.values["kind"], n.values["field"]) for n in written.notes
    }
    events = written.beside["events"]
    assert recognises(events)
    [event] = read(events, zone=HERE).drafts
    assert (event.key, event.value("external_id")) == ("event:g", "g")
    assert [event.value(name) for name in ("name", "place", "when")] == list(said.values())[:3]
    assert sormas.write([event], zone=HERE).beside["events"] == events


def test_a_table_of_events_takes_any_order_of_its_columns_and_says_what_it_leaves():
    table = b"eventTitle,startDate,uuid,riskLevel\nWedding,2020-01-17,u1,HIGH\n"
    reading = read(table, zone=HERE)
    [event] = reading.drafts
    assert (event.key, event.value("name")) == ("event:u1", "Wedding")
    assert ("event", "riskLevel") in {
        (n.values.get("record"), n.values.get("field")) for n in reading.notes
    }


@pytest.mark.parametrize(
    ("columns", "cells", "place"),
    [
        ("eventLocation.additionalInformation", "Hall", "Hall"),
        ("eventLocation.details", "Hall", "Hall"),  # of an earlier version
        ("eventLocation.street,eventLocation.houseNumber", "Main Road,7", "Main Road 7"),
        (
            "eventLocation.street,eventLocation.additionalInformation",
            "Main Road,Hall",
            "Hall",
        ),
    ],
)
def test_an_event_says_where_it_was_in_the_columns_of_its_version(columns, cells, place):
    """The columns are those of SORMAS' own export of events (`EventExportDto`)."""
    heading = "uuid,externalId,eventStatus,disease,startDate,endDate,eventTitle," + columns
    table = f"{heading}\nu1,x1,EVENT,CORONAVIRUS,17/01/2020 18:30,,Wedding,{cells}\n"
    [event] = read(table.encode(), zone=HERE).drafts
    assert event.value("place") == place
    assert event.value("when") == When.minute(datetime(2020, 1, 17, 18, 30, tzinfo=HERE))
