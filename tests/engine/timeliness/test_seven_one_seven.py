from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firebreak.engine.kinds import RESPONSE_ACTIONS
from firebreak.engine.tables import EVENTS
from firebreak.engine.timeliness import emergence_history, seven_one_seven

ZONE = ZoneInfo("Asia/Shanghai")
ALL_ACTIONS = "\n".join(
    f"1 | outbreak.responded.{action} | 2020-01-{25 + i} 12:00"
    for i, action in enumerate(RESPONSE_ACTIONS)
)


def by_target(result):
    return {row["target"]: row for row in result.targets.iter_rows(named=True)}


def by_milestone(result):
    return {row["milestone"]: row for row in result.milestones.iter_rows(named=True)}


def test_an_outbreak_worked_by_hand(events, at, zone):
    # 14 -> 20 January is 6 days, 20 -> 22 is 2, 22 -> 31 (the seventh action) is 9.
    found = seven_one_seven(
        events(f"""
        who | what                | when
        1   | outbreak.onset      | 2020-01-14
        1   | outbreak.detected   | 2020-01-20 23:00
        1   | outbreak.notified   | 2020-01-22 09:00
        {ALL_ACTIONS}
        """),
        now=at("2020-02-03 08:00"),
        zone=zone,
    )
    targets = by_target(found)
    assert [(t["days"], t["state"]) for t in targets.values()] == [
        (6, "met"),
        (2, "missed"),
        (9, "missed"),
        (3, "missed"),
    ]
    assert targets["respond"]["to_record"] == 10  # the last of the seven
    assert targets["first_action"]["to_record"] == 4


def test_days_are_those_of_the_city_not_of_greenwich(events, at):
    # 00:30 on the 22nd in Zhuzhou is still the 21st in Greenwich.
    outbreak = events("""
        who | what              | when
        1   | outbreak.onset    | 2020-01-14 12:00
        1   | outbreak.detected | 2020-01-22 00:30
        """)
    now = at("2020-02-03 08:00")
    assert by_target(seven_one_seven(outbreak, now=now, zone=ZONE))["detect"]["state"] == "missed"
    assert by_target(seven_one_seven(outbreak, now=now, zone=UTC))["detect"]["state"] == "met"


@pytest.mark.parametrize(("day", "state"), [("21", "met"), ("22", "missed")])
def test_the_seventh_day_is_in_time_and_the_eighth_is_not(events, at, zone, day, state):
    outbreak = events(f"""
        who | what              | when
        1   | outbreak.onset    | 2020-01-14
        1   | outbreak.detected | 2020-01-{day} 23:59
        """)
    found = seven_one_seven(outbreak, now=at("2020-02-03 08:00"), zone=zone)
    assert by_target(found)["detect"]["state"] == state


def test_a_day_known_roughly_has_the_benefit_of_the_doubt_and_says_so(events, at, zone):
    outbreak = events("""
        who | what              | when
        1   | outbreak.onset    | 2020-01-12..2020-01-15
        1   | outbreak.detected | 2020-01-21 12:00
        """)
    detect = by_target(seven_one_seven(outbreak, now=at("2020-02-03"), zone=zone))["detect"]
    assert (detect["days"], detect["days_at_most"]) == (6, 9)
    assert (detect["state"], detect["certain"]) == ("met", False)


def test_an_open_target_is_pending_while_it_can_be_met_and_missed_after(events, at, zone):
    outbreak = events("""
        who | what              | when
        1   | outbreak.onset    | 2020-01-14
        1   | outbreak.detected | 2020-01-20 12:00
        """)
    states = [
        by_target(seven_one_seven(outbreak, now=at(day), zone=zone))["notify"]["state"]
        for day in ("2020-01-20 23:00", "2020-01-21 23:00", "2020-01-22 00:00")
    ]
    assert states == ["pending", "pending", "missed"]


def test_an_action_that_does_not_apply_is_shown_and_does_not_hold_up_completion(events, at, zone):
    lines = ALL_ACTIONS.replace("responded.coordination", "not_applicable.coordination")
    found = seven_one_seven(
        events(f"""
        who | what              | when
        1   | outbreak.onset    | 2020-01-14
        1   | outbreak.notified | 2020-01-24 12:00
        {lines}
        """),
        now=at("2020-02-03 08:00"),
        zone=zone,
    )
    steps = by_milestone(found)
    assert steps["response.coordination"]["state"] == "not_applicable"
    assert steps["response.coordination"]["record"] == 9
    assert by_target(found)["respond"]["days"] == 6  # to the 30th, the sixth action


def test_an_action_nobody_spoke_of_is_open_and_holds_up_completion(events, at, zone):
    lines = "\n".join(ALL_ACTIONS.splitlines()[:-1])
    outbreak = events(f"""
        who | what              | when
        1   | outbreak.onset    | 2020-01-14
        1   | outbreak.notified | 2020-01-24 12:00
        {lines}
        """)
    early = seven_one_seven(outbreak, now=at("2020-01-31 08:00"), zone=zone)
    late = seven_one_seven(outbreak, now=at("2020-02-01 08:00"), zone=zone)
    assert by_milestone(early)["response.coordination"]["state"] == "open"
    assert by_milestone(early)["completion"]["state"] == "open"
    assert by_target(early)["respond"]["state"] == "pending"
    assert by_target(late)["respond"]["state"] == "missed"


def test_an_action_taken_counts_though_it_was_marked_not_applicable_before(events, at, zone):
    found = seven_one_seven(
        events("""
        who | what                                 | when
        1   | outbreak.notified                    | 2020-01-24 12:00
        1   | outbreak.not_applicable.coordination | 2020-01-24 13:00
        1   | outbreak.responded.coordination      | 2020-01-25 12:00
        """),
        now=at("2020-02-03"),
        zone=zone,
    )
    assert by_milestone(found)["response.coordination"]["state"] == "done"


def test_every_action_is_a_milestone_whatever_happened(events, at, zone):
    outbreak = events("""
        who | what           | when
        1   | outbreak.onset | 2020-01-14
        """)
    found = by_milestone(seven_one_seven(outbreak, now=at("2020-02-03"), zone=zone))
    assert {f"response.{action}" for action in RESPONSE_ACTIONS} <= set(found)


def test_nothing_is_known_of_a_target_whose_start_is_not_known(events, at, zone):
    outbreak = events("""
        who | what              | when
        1   | outbreak.detected | 2020-01-20 12:00
        """)
    detect = by_target(seven_one_seven(outbreak, now=at("2020-02-03"), zone=zone))["detect"]
    assert (detect["state"], detect["days"]) == ("unknown", None)


def test_the_first_record_of_a_linked_case_is_the_detection(events, linelist, at, zone):
    outbreak = events("""
        who | what                | when             | record
        1   | outbreak.onset      | 2020-01-14       | 7
        1   | outbreak.detected   | 2020-01-22 12:00 | 8
        100 | case.onset          | 2020-01-14       | 7
        100 | check.fever_clinic  | 2020-01-19 10:00 | 9
        200 | check.fever_clinic  | 2020-01-10 10:00 | 10
        """)
    cases = linelist({"person_id": 100, "outbreak": 1}, {"person_id": 200, "outbreak": None})
    found = seven_one_seven(outbreak, now=at("2020-02-03"), zone=zone, linelist=cases)
    detection = by_milestone(found)["detection"]
    assert (detection["record_kind"], detection["record"]) == ("check", 9)


def test_what_was_stored_later_was_not_known_then(events, at, zone):
    outbreak = events("""
        who | what              | when             | stored
        1   | outbreak.onset    | 2020-01-18       | 2020-01-22
        1   | outbreak.onset    | 2020-01-10       | 2020-01-30
        1   | outbreak.detected | 2020-01-20 12:00 | 2020-01-22
        """)
    known = {
        day: seven_one_seven(outbreak, now=at("2020-02-03"), zone=zone, known=at(day))
        for day in ("2020-01-25", "2020-01-31")
    }
    assert [by_target(k)["detect"]["days"] for k in known.values()] == [2, 10]


def test_emergence_moves_back_only_when_an_earlier_case_is_found(events):
    moved = emergence_history(
        events("""
        who | what           | when       | stored
        1   | outbreak.onset | 2020-01-20 | 2020-01-25
        1   | outbreak.onset | 2020-01-22 | 2020-01-26
        2   | outbreak.onset | 2020-01-05 | 2020-01-27
        1   | outbreak.onset | 2020-01-17 | 2020-01-28
        """)
    )
    assert moved["outbreak", "record", "moved_back_days"].rows() == [
        (1, 1, None),
        (1, 4, 3.0),
        (2, 3, None),
    ]


def test_the_emergence_of_an_outbreak_without_events_has_no_history():
    assert emergence_history(pl.DataFrame(schema=EVENTS)).is_empty()
    now = datetime(2020, 2, 3, tzinfo=UTC)
    assert seven_one_seven(pl.DataFrame(schema=EVENTS), now=now, zone=ZONE).targets.is_empty()


# --- a second method, in plain Python ----------------------------------------------------------

START = datetime(2020, 1, 1, tzinfo=ZONE)
KINDS = (
    "outbreak.onset",
    "outbreak.detected",
    "outbreak.notified",
    *(f"outbreak.responded.{action}" for action in RESPONSE_ACTIONS),
    *(f"outbreak.not_applicable.{action}" for action in RESPONSE_ACTIONS),
)
HOURS = st.integers(0, 24 * 40)


@st.composite
def outbreaks(draw):
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=40))
    hours = draw(st.lists(HOURS, min_size=len(kinds), max_size=len(kinds)))
    return list(zip(kinds, [START + timedelta(hours=h) for h in hours], strict=True))


def as_events(rows):
    return pl.DataFrame(
        [
            {"subject": 1, "kind": kind, "happened_at": at.astimezone(UTC), "record": number}
            for number, (kind, at) in enumerate(rows)
        ],
        schema=EVENTS,
    )


def plainly(rows, now):
    """The targets by the book: first dates, latest action, whole local days."""
    rows = [(kind, at) for kind, at in rows if at <= now]
    first = {}
    for kind, at in sorted(rows, key=lambda row: row[1]):
        first.setdefault(kind, at.date())
    seen = [first[k] for k in ("outbreak.detected", "outbreak.notified") if k in first]
    done = [first.get(f"outbreak.responded.{action}") for action in RESPONSE_ACTIONS]
    skipped = [f"outbreak.not_applicable.{action}" in first for action in RESPONSE_ACTIONS]
    open_ = [d is None and not s for d, s in zip(done, skipped, strict=True)]
    taken = [d for d in done if d]
    pairs = {
        "detect": (first.get("outbreak.onset"), min(seen, default=None), 7),
        "notify": (min(seen, default=None), first.get("outbreak.notified"), 1),
        "respond": (
            first.get("outbreak.notified"),
            None if any(open_) else max(taken, default=None),
            7,
        ),
        "first_action": (first.get("outbreak.notified"), min(taken, default=None), 1),
    }
    nothing_applies = not any(open_) and not taken
    return {
        name: verdict(start, stop, limit, now.date(), name in LAST_TWO and nothing_applies)
        for name, (start, stop, limit) in pairs.items()
    }


LAST_TWO = ("respond", "first_action")


def verdict(start, stop, limit, today, nothing_applies):
    if nothing_applies:
        return None, "not_applicable"
    if start is None:
        return None, "unknown"
    days = ((stop or today) - start).days
    if days > limit:
        return days, "missed"
    return days, "met" if stop else "pending"


@given(outbreaks(), HOURS)
def test_a_second_method_agrees(rows, hour):
    now = START + timedelta(hours=hour)
    table = as_events(rows)
    found = by_target(seven_one_seven(table, now=now, zone=ZONE))
    got = {name: (row["days"], row["state"]) for name, row in found.items()}
    assert got == (plainly(rows, now) if any(at <= now for _, at in rows) else {})


@given(outbreaks(), HOURS)
def test_an_earlier_case_never_makes_detection_look_faster(rows, hour):
    now = START + timedelta(days=50)
    before = by_target(seven_one_seven(as_events(rows), now=now, zone=ZONE))["detect"]
    more = [*rows, ("outbreak.onset", START + timedelta(hours=hour))]
    after = by_target(seven_one_seven(as_events(more), now=now, zone=ZONE))["detect"]
    assert before["days"] is None or after["days"] >= before["days"]


@given(outbreaks(), HOURS, HOURS)
def test_a_missed_target_stays_missed_unless_the_record_changes(rows, one, other):
    earlier, later = sorted((START + timedelta(hours=one), START + timedelta(hours=other)))
    known = [row for row in rows if row[1] <= earlier]
    if not known:
        return
    then, now = (
        by_target(seven_one_seven(as_events(known), now=at, zone=ZONE)) for at in (earlier, later)
    )
    for name, row in then.items():
        if row["state"] in ("met", "missed", "unknown", "not_applicable"):
            assert now[name]["state"] == row["state"]


@given(st.lists(st.tuples(HOURS, HOURS), min_size=1, max_size=20))
def test_the_last_row_of_the_history_is_the_earliest_onset(onsets):
    table = pl.DataFrame(
        [
            {
                "subject": 1,
                "kind": "outbreak.onset",
                "happened_at": START + timedelta(hours=ill),
                "stored_at": START + timedelta(hours=stored),
                "record": number,
            }
            for number, (ill, stored) in enumerate(onsets)
        ],
        schema_overrides={"happened_at": EVENTS["happened_at"], "stored_at": EVENTS["stored_at"]},
    )
    history = emergence_history(table)
    assert history["emergence_at"].to_list()[-1] == table["happened_at"].min()
    assert history["emergence_at"].to_list() == sorted(history["emergence_at"], reverse=True)
    assert history["emergence_at"].n_unique() == history.height
