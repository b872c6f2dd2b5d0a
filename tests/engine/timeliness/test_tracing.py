from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firebreak.engine.tables import CONTACTS, EVENTS, LINELIST
from firebreak.engine.timeliness import TracingThresholds, tracing_indicators

ZONE = ZoneInfo("Asia/Shanghai")
IDS = (
    "investigation_speed",
    "reporting_speed",
    "contact_speed",
    "contact_speed_48h",
    "tracing_completeness",
    "cases_with_contacts",
    "contacts_per_case",
    "cases_naming_none",
    "from_contact_list",
    "already_in_quarantine",
    "unlinked_cases",
    "onset_to_isolation",
    "follow_up",
    "follow_up_today",
    "completion",
    "lost_to_follow_up",
    "yield",
)


@pytest.fixture
def tracing(at, events, contacts, linelist):
    """Work out the indicators of 1 to 20 February as of the end of it, by id."""

    def measure(happened="who | what | when", met="case | person | start", cases=(), **options):
        period = {"start": at("2020-02-01"), "end": at("2020-02-21"), "now": at("2020-02-21")}
        known = linelist(*cases) if cases else pl.DataFrame(schema=LINELIST)
        found = tracing_indicators(
            events(happened), contacts(met), known, zone=ZONE, **{**period, **options}
        )
        return {indicator.id: indicator for indicator in found}

    return measure


def test_every_row_of_the_reference_is_there_and_an_empty_city_has_no_value(tracing):
    found = tracing()
    assert tuple(found) == IDS
    assert {indicator.value for indicator in found.values()} == {None}


def test_a_contact_is_one_person_however_many_cases_named_him(tracing):
    found = tracing(
        """
        who | what                 | when
        1   | case.confirmed       | 2020-02-01 09:00
        2   | case.confirmed       | 2020-02-01 09:00
        9   | contact.named        | 2020-02-02 09:00
        9   | contact.named        | 2020-02-02 12:00
        9   | placement.began.home | 2020-02-03 08:00
        """,
        """
        case | person | start
        1    | 9      | 2020-01-30
        2    | 9      | 2020-01-31
        """,
    )
    assert found["contact_speed"].denominator["subject"].to_list() == [9]
    assert found["contact_speed"].value == 1


def test_quarantine_within_24_hours_counts_and_48_is_a_threshold(tracing):
    happened = """
        who | what                 | when
        1   | case.confirmed       | 2020-02-01 09:00
        8   | contact.named        | 2020-02-02 09:00
        8   | placement.began.site | 2020-02-03 09:00
        9   | contact.named        | 2020-02-02 09:00
        9   | placement.began.home | 2020-02-03 09:01
        """
    met = """
        case | person | start
        1    | 8      | 2020-01-30
        1    | 9      | 2020-01-30
        """
    assert tracing(happened, met)["contact_speed"].value == 0.5
    assert tracing(happened, met)["contact_speed_48h"].value == 1
    late = happened.replace("2020-02-03 09:01", "2020-02-04 09:01")
    assert tracing(late, met)["contact_speed_48h"].value == 0.5
    two_days = TracingThresholds(quarantine=timedelta(hours=48))
    assert tracing(happened, met, thresholds=two_days)["contact_speed"].value == 1


def test_whoever_is_within_the_clock_is_pending(tracing, at):
    found = tracing(
        """
        who | what          | when
        9   | contact.named | 2020-02-20 09:00
        """,
        """
        case | person | start
        1    | 9      | 2020-02-19
        """,
        now=at("2020-02-20 20:00"),
    )
    for name in ("contact_speed", "tracing_completeness", "yield"):
        assert (found[name].value, found[name].pending["subject"].to_list()) == (None, [9])


def test_a_contact_who_becomes_a_case_leaves_the_denominator_on_that_day(tracing):
    # 8 falls ill before his clock ran out; 9 after it had, unquarantined: that stays a failure.
    found = tracing(
        """
        who | what           | when
        1   | case.confirmed | 2020-02-01 09:00
        8   | contact.named  | 2020-02-02 09:00
        8   | case.confirmed | 2020-02-02 20:00
        9   | contact.named  | 2020-02-02 09:00
        9   | case.confirmed | 2020-02-05 09:00
        """,
        """
        case | person | start
        1    | 8      | 2020-01-30
        1    | 9      | 2020-01-30
        """,
    )
    assert found["contact_speed"].denominator["subject"].to_list() == [9]
    assert found["contact_speed"].value == 0
    assert found["yield"].value == 1  # here conversion is what is counted


def test_a_case_met_before_his_exposure_is_no_contact(tracing):
    found = tracing(
        """
        who | what           | when
        9   | case.confirmed       | 2020-02-01 09:00
        9   | contact.named        | 2020-02-02 09:00
        9   | contact.reached      | 2020-02-02 10:00
        9   | placement.began.home | 2020-02-02 10:00
        """,
        """
        case | person | start
        1    | 9      | 2020-02-02
        """,
    )
    for name in ("contact_speed", "tracing_completeness", "yield"):
        assert found[name].value is None


def test_interview_within_a_day_of_the_report(tracing):
    found = tracing("""
        who | what                          | when
        1   | report.received.case_card     | 2020-02-01 09:00
        1   | report.received.investigation | 2020-02-02 09:00
        2   | report.received.case_card     | 2020-02-01 09:00
        2   | report.received.investigation | 2020-02-02 09:01
        3   | report.received.case_card     | 2020-02-01 09:00
        4   | report.received.case_card     | 2020-02-20 09:00
        """)["investigation_speed"]
    assert found.value == pytest.approx(1 / 3)
    assert found.denominator["state"].to_list() == ["in_time", "late", "missing"]
    assert found.pending["subject"].to_list() == [4]


def test_report_within_a_day_of_sampling(tracing):
    found = tracing("""
        who | what                      | when
        1   | sample.taken              | 2020-02-01 09:00
        1   | report.received.case_card | 2020-02-01 20:00
        1   | case.confirmed            | 2020-02-02 09:00
        2   | sample.taken              | 2020-02-01 09:00
        2   | case.confirmed            | 2020-02-02 09:00
        3   | sample.taken              | 2020-02-01 09:00
        """)["reporting_speed"]
    assert found.value == 0.5  # the third is no case


def test_cases_with_and_without_contacts_are_the_two_halves_of_one_list(tracing):
    found = tracing(
        """
        who | what           | when
        1   | case.confirmed | 2020-02-01 09:00
        2   | case.confirmed | 2020-02-01 09:00
        3   | case.confirmed | 2020-02-20 20:00
        """,
        """
        case | person | start
        1    | 8      | 2020-01-30
        1    | 8      | 2020-01-31
        1    | 9      | 2020-01-31
        """,
    )
    with_, none = found["cases_with_contacts"], found["cases_naming_none"]
    assert (with_.value, none.value) == (0.5, 0.5)
    assert with_.pending["subject"].to_list() == none.pending["subject"].to_list() == [3]
    assert found["contacts_per_case"].value == 2
    assert found["contacts_per_case"].parts["median"] == 2


def test_contacts_by_setting(tracing):
    found = tracing(
        """
        who | what           | when
        1   | case.confirmed | 2020-02-01 09:00
        2   | case.confirmed | 2020-02-01 09:00
        """,
        """
        case | person | start      | manner
        1    | 8      | 2020-01-30 | meal
        1    | 9      | 2020-01-31 | meal
        2    | 7      | 2020-01-31 | household
        2    | 6      | 2020-01-31 | meal
        """,
    )["contacts_per_case"]
    assert found.by_setting["setting", "value"].rows() == [("household", 1.0), ("meal", 1.5)]


@pytest.mark.parametrize(
    ("contacts_listed", "cases", "per_case"),
    [(1149, 46, 25.0), (1393, 61, 22.8), (1474, 68, 21.7), (1650, 77, 21.4), (1657, 78, 21.2)],
)
def test_the_published_totals_of_zhuzhou_give_21_to_25_contacts_per_case(
    contacts_listed, cases, per_case
):
    day = datetime(2020, 2, 2, tzinfo=UTC)
    confirmed = pl.DataFrame(
        {"subject": range(cases), "kind": "case.confirmed", "happened_at": day, "county": 1}
    )
    met = pl.DataFrame(
        {
            "id": range(contacts_listed),
            "from_id": [number % cases for number in range(contacts_listed)],
            "to_id": range(1000, 1000 + contacts_listed),
            "start": day,
        }
    )
    found = tracing_indicators(
        confirmed,
        met,
        pl.DataFrame(schema=LINELIST),
        start=day,
        end=day + timedelta(days=1),
        now=day + timedelta(days=9),
        zone=ZONE,
    )
    (found,) = (each for each in found if each.id == "contacts_per_case")
    assert round(found.value, 1) == per_case


def test_a_new_case_was_on_the_list_only_if_named_before_he_fell_ill(tracing):
    found = tracing(
        """
        who | what                   | when
        1   | case.confirmed         | 2020-02-01 09:00
        7   | contact.named          | 2020-02-02 09:00
        7   | case.onset             | 2020-02-05
        7   | case.confirmed         | 2020-02-07 09:00
        8   | contact.named          | 2020-02-06 09:00
        8   | case.onset             | 2020-02-05
        8   | case.confirmed         | 2020-02-07 09:00
        9   | contact.named          | 2020-02-06 09:00
        9   | test.resulted.positive | 2020-02-07 08:00
        9   | case.asymptomatic      | 2020-02-07 09:00
        """,
        """
        case | person | start
        1    | 7      | 2020-01-30
        1    | 8      | 2020-01-30
        1    | 9      | 2020-01-30
        """,
    )["from_contact_list"]
    assert sorted(found.numerator["subject"]) == [7, 9]
    assert found.denominator.height == 4


def test_a_quarantine_that_had_ended_by_the_onset_does_not_count(tracing):
    found = tracing("""
        who | what                 | when             | record
        1   | placement.began.home | 2020-02-01 09:00 | 1
        1   | case.onset           | 2020-02-05       | 2
        1   | case.confirmed       | 2020-02-06 09:00 | 3
        2   | placement.began.site | 2020-02-01 09:00 | 4
        2   | placement.ended.site | 2020-02-04 09:00 | 4
        2   | case.onset           | 2020-02-05       | 5
        2   | case.confirmed       | 2020-02-06 09:00 | 6
        3   | placement.began.ward | 2020-02-01 09:00 | 7
        3   | case.onset           | 2020-02-05       | 8
        3   | case.confirmed       | 2020-02-06 09:00 | 9
        """)["already_in_quarantine"]
    assert found.numerator["subject"].to_list() == [1]
    assert found.value == pytest.approx(1 / 3)


def test_a_source_is_a_contact_a_journey_or_a_manner(tracing):
    found = tracing(
        """
        who | what           | when
        1   | case.confirmed | 2020-02-01 09:00
        2   | case.confirmed | 2020-02-01 09:00
        3   | case.confirmed | 2020-02-01 09:00
        4   | case.confirmed | 2020-02-01 09:00
        5   | case.confirmed | 2020-02-20 23:00
        """,
        """
        case | person | start
        1    | 2      | 2020-01-30
        """,
        cases=[
            {"person_id": 1, "imported": True},
            {"person_id": 3, "infected_through": "meal"},
            {"person_id": 4, "infected_through": "unknown"},
        ],
    )["unlinked_cases"]
    assert found.numerator["subject"].to_list() == [4]
    assert found.value == 0.25
    assert found.pending["subject"].to_list() == [5]


def test_days_from_onset_to_isolation(tracing):
    rows = [
        {"person_id": n, "date_onset": date(2020, 2, 1), "date_isolation": isolated}
        for n, isolated in enumerate([date(2020, 2, d) for d in (2, 4, 9)] + [None], start=1)
    ]
    happened = "who | what | when\n" + "\n".join(
        f"{n} | case.confirmed | 2020-02-10 09:00" for n in (1, 2, 3, 4)
    )
    found = tracing(happened, cases=rows)["onset_to_isolation"]
    assert (found.value, found.parts["p90"], found.pending.height) == (3, 7, 1)


def test_an_excluded_case_is_no_case(tracing):
    happened = """
        who | what           | when
        1   | case.confirmed | 2020-02-10 09:00
        """
    excluded = [{"person_id": 1, "classification": "excluded"}]
    assert tracing(happened, cases=excluded)["unlinked_cases"].value is None


WATCHED = """
    who | what            | when
    1   | case.confirmed  | 2020-02-01 09:00
    9   | contact.named   | 2020-02-02 09:00
    """
MET = """
    case | person | start            | end
    1    | 9      | 2020-01-30 10:00 | 2020-01-30 19:00
    1    | 9      | 2020-02-01 10:00 | 2020-02-01 19:00
    """


def test_the_watch_ends_from_the_last_exposure(tracing, at):
    # 14 days after 1 February, 19:00, not after 30 January.
    before = tracing(WATCHED, MET, now=at("2020-02-15 18:59"))["completion"]
    after = tracing(WATCHED, MET, now=at("2020-02-15 19:01"))["completion"]
    assert (before.value, after.value) == (None, 0)


def test_seen_on_the_last_day_completes_the_watch(tracing, at):
    seen = WATCHED + "9 | check.follow_up | 2020-02-15 08:00"
    assert tracing(seen, MET)["completion"].value == 1
    too_early = WATCHED + "9 | check.follow_up | 2020-02-14 20:00"
    assert tracing(too_early, MET)["completion"].value == 0


def test_follow_up_counts_days_and_leaves_today_open(tracing, at):
    # Named on the 2nd: due on the 3rd, 4th and today, the 5th.
    seen = (
        WATCHED + "9 | check.follow_up | 2020-02-03 08:00\n9 | check.follow_up | 2020-02-03 20:00"
    )
    found = tracing(seen, MET, now=at("2020-02-05 12:00"))
    assert found["follow_up"].value == 0.5
    assert found["follow_up"].pending.height == 1
    assert found["follow_up_today"].value == 0
    later = seen + "\n9 | check.follow_up | 2020-02-05 09:00"
    assert tracing(later, MET, now=at("2020-02-05 12:00"))["follow_up_today"].value == 1


def test_no_follow_up_is_due_once_a_contact_is_a_case(tracing, at):
    ill = WATCHED + "9 | case.confirmed | 2020-02-04 09:00"
    found = tracing(ill, MET, now=at("2020-02-10 12:00"))
    assert found["follow_up"].denominator.height == 1  # the 3rd
    assert found["follow_up_today"].value is None
    assert found["lost_to_follow_up"].value is None


def test_unseen_for_the_given_days_is_lost(tracing, at):
    seen = WATCHED + "9 | check.follow_up | 2020-02-03 08:00"
    on_the_5th = tracing(seen, MET, now=at("2020-02-06 07:59"))["lost_to_follow_up"]
    on_the_6th = tracing(seen, MET, now=at("2020-02-06 08:00"))["lost_to_follow_up"]
    assert (on_the_5th.value, on_the_6th.value) == (0, 1)


def test_yield_by_setting_is_the_secondary_attack_rate(tracing):
    found = tracing(
        """
        who | what           | when
        1   | case.confirmed | 2020-02-01 09:00
        6   | contact.named  | 2020-02-01 12:00
        7   | contact.named  | 2020-02-01 12:00
        8   | contact.named  | 2020-02-01 12:00
        8   | case.confirmed | 2020-02-06 12:00
        """,
        """
        case | person | start      | manner
        1    | 6      | 2020-01-30 | meal
        1    | 7      | 2020-01-30 | household
        1    | 8      | 2020-01-30 | household
        """,
    )["yield"]
    assert found.value == pytest.approx(1 / 3)
    assert found.by_setting["setting", "value"].rows() == [("household", 0.5), ("meal", 0.0)]


def test_quick_conversions_do_not_run_ahead_of_those_still_watched(tracing, at):
    # 8 is a case after four days, 9 still has ten to go: nothing can be said yet.
    happened = """
        who | what           | when
        1   | case.confirmed | 2020-02-01 09:00
        8   | contact.named  | 2020-02-01 12:00
        8   | case.confirmed | 2020-02-05 12:00
        9   | contact.named  | 2020-02-01 12:00
        """
    met = """
        case | person | start
        1    | 8      | 2020-02-01
        1    | 9      | 2020-02-01
        """
    during = tracing(happened, met, now=at("2020-02-06"))["yield"]
    after = tracing(happened, met, now=at("2020-02-16"))["yield"]
    assert (during.value, during.pending.height, after.value) == (None, 2, 0.5)


# --- a second method, and what must hold whatever happened -------------------------------------

# Sixteen indicators are worked out for each example: a third of the usual number will do.
fewer = settings(max_examples=max(10, settings().max_examples // 3))
START = datetime(2020, 2, 1, tzinfo=UTC)
HOURS = st.integers(0, 24 * 20)
STEPS = st.sampled_from(
    [
        "contact.named",
        "contact.reached",
        "placement.began.home",
        "check.follow_up",
        "case.onset",
        "case.confirmed",
        "case.asymptomatic",
        "sample.taken",
        "report.received.case_card",
        "report.received.investigation",
    ]
)


@st.composite
def cities(draw):
    steps = draw(st.lists(st.tuples(st.integers(1, 6), STEPS, HOURS), max_size=40))
    met = draw(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), HOURS), max_size=12))
    events = pl.DataFrame(
        [
            {"subject": who, "kind": what, "happened_at": START + timedelta(hours=h), "record": i,
             "county": who % 3}
            for i, (who, what, h) in enumerate(steps)
        ],
        schema=EVENTS,
    )  # fmt: skip
    contacts = pl.DataFrame(
        [
            {
                "id": i,
                "from_id": a,
                "to_id": b,
                "start": START + timedelta(hours=h),
                "county": b % 3,
            }
            for i, (a, b, h) in enumerate(met)
            if a != b
        ],
        schema=CONTACTS,
    )
    return events, contacts


def indicators(city, now):
    events, contacts = city
    found = tracing_indicators(
        events,
        contacts,
        pl.DataFrame(schema=LINELIST),
        start=START,
        end=START + timedelta(days=20),
        now=now,
        zone=ZONE,
    )
    return {indicator.id: indicator for indicator in found}


def first_of(events, who, kinds, now):
    times = [
        row["happened_at"]
        for row in events.iter_rows(named=True)
        if row["subject"] == who and row["kind"] in kinds and row["happened_at"] <= now
    ]
    return min(times, default=None)


def contact_speed_plainly(events, contacts, now):
    """(in time, counted, pending) by going from person to person."""
    yes = counted = pending = 0
    day = timedelta(days=1)
    for who in {row["to_id"] for row in contacts.iter_rows(named=True) if row["start"] <= now}:
        exposed = [r["start"] for r in contacts.iter_rows(named=True) if r["to_id"] == who]
        exposed = [at for at in exposed if at <= now]
        named = first_of(events, who, ["contact.named"], now) or min(exposed)
        if not START <= named < START + 20 * day:
            continue
        ill = first_of(events, who, ["case.confirmed", "case.asymptomatic"], now)
        if ill and ill <= min(exposed):
            continue
        kept = first_of(events, who, ["placement.began.home"], now)
        if ill and ill <= named + day and not (kept and kept <= ill):
            continue
        if not kept and named + day >= now:
            pending += 1
            continue
        counted += 1
        yes += bool(kept and kept <= named + day)
    return yes, counted, pending


@fewer
@given(cities(), HOURS)
def test_contact_speed_counted_person_by_person(city, hour):
    now = START + timedelta(hours=hour)
    found = indicators(city, now)["contact_speed"]
    counts = (found.numerator.height, found.denominator.height, found.pending.height)
    assert counts == contact_speed_plainly(*city, now)


@fewer
@given(cities(), HOURS)
def test_no_row_is_counted_twice_or_on_both_sides(city, hour):
    for found in indicators(city, START + timedelta(hours=hour)).values():
        if found.id in ("follow_up", "follow_up_today"):
            assert found.denominator.select("subject", "started").is_unique().all()
        elif found.id != "contacts_per_case":
            assert found.denominator["subject"].is_unique().all()
        if found.unit == "share":
            assert set(found.pending["subject"]).isdisjoint(found.denominator["subject"]) or (
                found.id == "follow_up"
            )
            assert found.value is None or 0 <= found.value <= 1
        assert (found.value is None) == found.denominator.is_empty()


@fewer
@given(cities(), HOURS)
def test_reaching_a_contact_sooner_never_lowers_completeness(city, hour):
    events, contacts = city
    now = START + timedelta(days=25)
    before = indicators(city, now)["tracing_completeness"]
    who = contacts["to_id"].first() if contacts.height else 1
    more = pl.DataFrame(
        [{"subject": who, "kind": "contact.reached", "happened_at": START + timedelta(hours=hour)}],
        schema=EVENTS,
    )
    after = indicators((pl.concat([events, more]), contacts), now)["tracing_completeness"]
    assert after.numerator.height >= before.numerator.height


@fewer
@given(cities(), HOURS, HOURS)
def test_what_is_pending_is_settled_later_and_what_failed_stays(city, one, other):
    """With nothing more recorded, a clock can only run out."""
    earlier, later = sorted((START + timedelta(hours=one), START + timedelta(hours=other)))
    events, contacts = city
    then = (
        events.filter(pl.col("happened_at") <= earlier),
        contacts.filter(pl.col("start") <= earlier),
    )
    before = indicators(then, earlier)["contact_speed"]
    after = indicators(then, later)["contact_speed"]
    assert after.numerator.height == before.numerator.height
    assert after.denominator.height >= before.denominator.height
    assert set(after.pending["subject"]) <= set(before.pending["subject"])
