"""The work that a new edition makes: new contacts, changed clocks, and why."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.duties.timelines import SHIPPED, ZONE, at, timeline

from firebreak.engine.duties.edition_change import (
    CHANGED_DUTIES,
    NEW_CONTACTS,
    edition_change,
)
from firebreak.engine.duties.observation import contact_window
from firebreak.engine.duties.protocols import ContactWindow
from firebreak.engine.tables import CONTACTS, LINELIST, empty
from firebreak.engine.when import When

FOURTH = SHIPPED.edition("cn-covid-control-4")
FIFTH = SHIPPED.edition("cn-covid-control-5")
AT = "2020-02-21 08:00"
CASE = """
    1 | case.onset           | 2020-02-10
    1 | case.confirmed       | 2020-02-12 10:00
    1 | placement.began.ward | 2020-02-12 08:00 | pathogen=none
"""


def met(*rows) -> pl.DataFrame:
    table = [
        {
            "id": number,
            "from_id": 1,
            "to_id": to,
            "start": at(start),
            "county": 1,
            "end": at(end) if end else None,
        }
        for number, (to, start, end) in enumerate(rows)
    ]
    return pl.DataFrame(table, schema=CONTACTS)


def change(contacts, text=CASE, old=FOURTH, new=FIFTH, linelist=None):
    listed = empty(LINELIST) if linelist is None else linelist
    return edition_change(timeline(text), contacts, listed, old, new, at=at(AT))


def people(result) -> list[tuple]:
    return result.contacts.select("change", "person").rows()


def test_whoever_met_the_case_in_the_two_days_before_is_a_contact_now():
    result = change(
        met(
            (2, "2020-02-07 23:59", None),
            (3, "2020-02-08 00:00", None),
            (4, "2020-02-09 23:59", None),
            (5, "2020-02-10 00:00", None),
        )
    )
    assert people(result) == [("newly_contact", 3), ("newly_contact", 4)]


def test_an_encounter_that_reached_into_the_old_window_is_not_new():
    assert people(change(met((2, "2020-02-09 20:00", "2020-02-10 02:00")))) == []


def test_each_says_why_in_both_languages():
    result = change(met((2, "2020-02-09 20:00", None)))
    row = result.contacts.row(0, named=True)
    assert result.why(row, "en") == (
        "Met the case on 2020-02-09 20:00: outside the old window, which opened on "
        "2020-02-10 00:00, but within the new one, which opens on 2020-02-08 00:00."
    )
    assert "旧版自2020-02-10 00:00起算" in result.why(row, "zh-hans")
    assert (row["anchor"], row["placed"]) == ("onset", False)


def test_one_who_is_kept_somewhere_already_is_marked():
    text = CASE + "2 | placement.began.home | 2020-02-11 08:00 | pathogen=none"
    assert change(met((2, "2020-02-09 20:00", None)), text).contacts["placed"].to_list() == [True]


def test_a_case_never_ill_counts_from_the_sample():
    text = """
        1 | sample.taken          | 2020-02-12 10:00 | pathogen=none
        1 | case.asymptomatic     | 2020-02-13 10:00
    """
    result = change(met((2, "2020-02-10 09:59", None), (3, "2020-02-10 10:00", None)), text)
    assert people(result) == [("newly_contact", 3)]
    assert result.contacts["anchor"].to_list() == ["sampling"]


def test_an_onset_that_only_the_line_list_has_counts():
    linelist = pl.DataFrame(
        {
            "id": [1],
            "person_id": [1],
            "pathogen": ["sars-cov-2"],
            "date_onset": [date(2020, 2, 10)],
        },
        schema={k: LINELIST[k] for k in ("id", "person_id", "pathogen", "date_onset")},
    )
    text = "1 | case.confirmed | 2020-02-12 10:00"
    assert people(change(met((2, "2020-02-09 20:00", None)), text, linelist=linelist)) == [
        ("newly_contact", 2)
    ]


def test_a_stay_at_home_that_was_over_before_the_onset_is_not_the_isolation():
    text = CASE.replace(
        "1 | placement.began.ward | 2020-02-12 08:00 | pathogen=none",
        """1 | placement.began.home | 2020-01-20 08:00 | pathogen=none record=7
        1 | placement.ended.home | 2020-02-03 08:00 | pathogen=none record=7""",
    )
    assert people(change(met((2, "2020-02-09 20:00", None)), text)) == [("newly_contact", 2)]


def test_the_way_back_lists_those_who_are_no_longer_contacts():
    result = change(met((2, "2020-02-09 20:00", None)), old=FIFTH, new=FOURTH)
    assert people(result) == [("no_longer_contact", 2)]
    assert "不再属密切接触" in result.why(result.contacts.row(0, named=True), "zh")


def test_the_same_edition_twice_makes_no_work():
    result = change(
        met((2, "2020-02-09 20:00", None)), new=replace(FIFTH, contact_window=FOURTH.contact_window)
    )
    assert (result.contacts.height, result.duties.height) == (0, 0)


def test_two_pathogens_are_no_change_of_edition():
    with pytest.raises(ValueError, match="is about sars-cov-2 and cn-measles about measles"):
        change(met(), new=SHIPPED.edition("cn-measles"))


def within(edition, rule, hours):
    changed = (
        replace(duty, within=timedelta(hours=hours)) if duty.id == rule else duty
        for duty in edition.duties
    )
    return replace(edition, duties=tuple(changed))


def without(edition, rule):
    return replace(edition, duties=tuple(duty for duty in edition.duties if duty.id != rule))


UNREPORTED = "1 | case.confirmed | 2020-02-20 10:00 | unit=5"


def test_a_changed_limit_is_listed_with_both_and_with_who_holds_it():
    result = change(met(), UNREPORTED, new=within(FIFTH, "case-card", 24))
    (row,) = result.duties.to_dicts()
    assert (row["change"], row["rule"], row["subject"]) == ("limit_changed", "case-card", 1)
    assert (row["old_due"], row["new_due"]) == (at("2020-02-20 12:00"), at("2020-02-21 10:00"))
    assert (row["old_state"], row["new_state"]) == ("overdue", "open")
    assert (row["holder_role"], row["holder_unit"]) == ("hospital", 5)
    assert row["keeps_old"]


def test_a_duty_that_only_the_new_edition_has_is_newly_due():
    result = change(met(), UNREPORTED, old=without(FOURTH, "case-card"))
    assert result.duties.select("change", "rule").rows() == [("newly_due", "case-card")]


def test_a_duty_that_the_new_edition_drops_is_no_longer_due():
    result = change(met(), UNREPORTED, new=without(FIFTH, "case-card"))
    assert result.duties.select("change", "rule").rows() == [("no_longer_due", "case-card")]


def test_what_is_done_is_no_work():
    text = UNREPORTED + "\n1 | report.received.case_card | 2020-02-20 11:00"
    result = change(met(), text, new=within(FIFTH, "case-card", 24))
    assert "case-card" not in result.duties["rule"].to_list()


def test_the_columns_are_as_promised():
    result = change(met())
    assert result.contacts.schema == pl.Schema(NEW_CONTACTS)
    assert result.duties.schema == pl.Schema(CHANGED_DUTIES)


HOURS = st.integers(0, 24 * 12)


@given(
    onset=HOURS,
    isolated=HOURS,
    start=HOURS,
    length=st.integers(0, 30),
    old=st.integers(0, 4),
    new=st.integers(0, 4),
    after=st.sampled_from([None, 2]),
)
def test_the_list_agrees_with_the_window_worked_out_for_one_case(
    onset, isolated, start, length, old, new, after
):
    editions = [
        replace(
            FIFTH,
            contact_window=ContactWindow(
                timedelta(days=days), timedelta(days=days), after and timedelta(days=after)
            ),
        )
        for days in (old, new)
    ]
    clock = [
        f"{at('2020-02-01') + timedelta(hours=8 + h):%Y-%m-%d %H:%M}"
        for h in (onset, isolated, start, start + length)
    ]
    text = f"""
        1 | case.onset           | {clock[0]}
        1 | case.confirmed       | {clock[0]}
        1 | placement.began.ward | {clock[1]} | pathogen=none
    """
    contacts = met((2, clock[2], clock[3] if length else None))
    periods = [
        contact_window(e, onset=_when(clock[0]), isolation=_when(clock[1])) for e in editions
    ]
    inside = [p.includes(at(clock[2]), at(clock[3]) if length else None) for p in periods]
    listed = people(change(contacts, text, *editions))
    expected = {(False, True): ["newly_contact"], (True, False): ["no_longer_contact"]}
    assert [word for word, _ in listed] == expected.get(tuple(inside), [])


def _when(text: str) -> When:
    return When.minute(at(text).astimezone(ZONE))
