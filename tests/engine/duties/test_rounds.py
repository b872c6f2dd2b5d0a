"""Duties that recur: which windows count, what fulfils them, and when they stop."""

from datetime import timedelta

from tests.engine.duties.timelines import at, due

PLACED = """
    1 | contact.exposed      | 2020-01-30 19:00
    1 | placement.began.home | 2020-02-01 13:00 | unit=5 pathogen=none record=7
"""


def rounds(text: str, now: str, rule: str = "contact-follow-up", **more) -> list[tuple[str, str]]:
    """Return the local opening and the state of each window."""
    rows = [row for row in due(text, now, **more) if row["rule"] == rule]
    return [(local(row["started"]), row["state"]) for row in rows]


def local(instant) -> str:
    return f"{instant + timedelta(hours=8):%m-%d %H:%M}"


def test_a_window_counts_from_the_first_that_opens_after_the_start():
    assert rounds(PLACED, "2020-02-02 07:00") == [
        ("02-01 14:00", "overdue"),
        ("02-02 06:00", "open"),
    ]


def test_a_check_fulfils_the_window_it_falls_in_and_no_other():
    text = PLACED + "1 | check.follow_up | 2020-02-01 15:00 | pathogen=none"
    assert rounds(text, "2020-02-02 12:30") == [("02-01 14:00", "met"), ("02-02 06:00", "overdue")]


def test_a_check_after_the_window_is_late_until_the_next_one_opens():
    text = PLACED + "1 | check.follow_up | 2020-02-01 23:30 | pathogen=none"
    assert rounds(text, "2020-02-02 05:00") == [("02-01 14:00", "met_late")]


def test_once_the_next_window_opens_the_last_one_is_missed():
    rows = [row for row in due(PLACED, "2020-02-02 06:00") if row["rule"] == "contact-follow-up"]
    assert [row["reason"] for row in rows] == ["missed", None]


def test_a_check_known_to_the_day_counts_for_the_windows_of_that_day():
    text = PLACED + "1 | check.follow_up | 2020-02-02 | pathogen=none"
    states = rounds(text, "2020-02-03 05:00")
    assert states[1:] == [("02-02 06:00", "met"), ("02-02 14:00", "met")]


def test_the_window_in_which_somebody_is_released_is_void_and_none_follows():
    text = PLACED + "1 | placement.ended.home | 2020-02-02 08:00 | pathogen=none record=7"
    rows = [row for row in due(text, "2020-02-04 08:00") if row["rule"] == "contact-follow-up"]
    assert [(local(row["started"]), row["state"], row["reason"]) for row in rows] == [
        ("02-01 14:00", "overdue", "missed"),
        ("02-02 06:00", "not_applicable", "ended"),
    ]


def test_a_move_from_home_to_a_site_does_not_interrupt_it_and_passes_on_the_next_window():
    text = (
        PLACED
        + """
        1 | placement.ended.home | 2020-02-02 10:00 | pathogen=none record=7
        1 | placement.began.site | 2020-02-02 10:00 | unit=9 pathogen=none record=8
    """
    )
    rows = [row for row in due(text, "2020-02-02 15:00") if row["rule"] == "contact-follow-up"]
    assert [(local(row["started"]), row["state"]) for row in rows] == [
        ("02-01 14:00", "overdue"),
        ("02-02 06:00", "overdue"),
        ("02-02 14:00", "open"),
    ]
    assert [row["holder_unit"] for row in rows] == [5, 5, 9]


def test_it_stops_when_the_observation_is_over_though_nobody_recorded_the_end():
    last = rounds(PLACED, "2020-03-01 08:00")[-1]
    assert last[0] == "02-13 06:00"  # exposed 30 Jan 19:00, so until 13 Feb 19:00


def test_it_stops_when_the_limit_is_exactly_the_close_of_a_window():
    text = PLACED.replace("2020-01-30 19:00", "2020-01-30 22:00")
    assert rounds(text, "2020-03-01 08:00")[-1][0] == "02-13 14:00"


def test_a_later_exposure_prolongs_it():
    text = PLACED + "1 | contact.exposed | 2020-02-05 19:00"
    assert rounds(text, "2020-03-01 08:00")[-1][0] == "02-19 06:00"


def test_only_what_closes_after_since_is_returned():
    since = at("2020-02-02 12:00")
    assert rounds(PLACED, "2020-02-02 15:00", since=since) == [("02-02 14:00", "open")]


def test_a_hospital_that_is_open_reports_every_day_and_a_zero_report_is_a_report():
    text = """
        5 | unit.opened.hospital  | 2020-01-31 09:00 | pathogen=none
        5 | report.received.zero  | 2020-02-01 15:00 | pathogen=none
        5 | report.received.daily | 2020-02-02 16:01 | pathogen=none
    """
    assert rounds(text, "2020-02-03 14:00", "daily-report-hospital") == [
        ("02-01 00:00", "met"),
        ("02-02 00:00", "met_late"),
        ("02-03 00:00", "due_soon"),
    ]


def test_a_school_sends_the_summary_of_the_round():
    text = """
        6 | unit.opened.school            | 2020-02-01 09:00 | pathogen=none
        6 | report.received.round_summary | 2020-02-01 17:00 | pathogen=none
    """
    assert rounds(text, "2020-02-02 21:00", "round-summary") == [
        ("02-01 16:00", "met"),
        ("02-02 16:00", "overdue"),
    ]


def test_somebody_placed_for_measles_is_not_followed_up_for_covid():
    text = PLACED.replace("2020-01-30 19:00", "2020-01-30 19:00 | pathogen=measles")
    rows = [row for row in due(text, "2020-02-02 07:00") if row["rule"] == "contact-follow-up"]
    assert {row["edition"] for row in rows} == {"cn-measles"}


def test_somebody_placed_with_no_exposure_on_file_is_followed_up_from_the_placement():
    text = "1 | placement.began.home | 2020-02-01 13:00 | pathogen=none"
    states = rounds(text, "2020-03-01 08:00")
    assert (states[0][0], states[-1][0]) == ("02-01 14:00", "02-15 06:00")
