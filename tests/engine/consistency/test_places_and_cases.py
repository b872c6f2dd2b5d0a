from datetime import date

import polars as pl
import pytest

from firebreak.engine.consistency import MESSAGES, say
from firebreak.engine.consistency.findings import Severity

UNITS = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "name": ["株洲市", "荷塘区", "攸县", "网岭镇"],
        "kind": ["city", "county", "county", "town"],
        "parent": [None, 1, 1, 3],
    }
)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[113, 27], [114, 27], [114, 28], [113, 28], [113, 27]]],
}


def places(*rows):
    """Rows of (name, county, lng, lat)."""
    filled = [(n, *row, *[None] * (3 - len(row[1:]))) for n, row in enumerate(rows, start=1)]
    return pl.DataFrame(filled, schema=["id", "name", "county", "lng", "lat"], orient="row")


def test_two_spellings_are_one_question_in_one_county_and_none_in_two(codes):
    assert codes(places=places(("佳安名苑", 2), ("佳安茗苑", 2))) == ["place_spelt_two_ways"]
    assert codes(places=places(("佳安名苑", 2), ("佳安茗苑", 3))) == []
    assert codes(places=places(("佳安名苑", 2), ("佳安茗苑", None))) == ["place_spelt_two_ways"]


def test_a_county_written_before_the_name_does_not_hide_the_spelling(codes):
    rows = places(("荷塘区佳安名苑", 2), ("佳安茗苑", 2))
    assert codes(places=rows, units=UNITS) == ["place_spelt_two_ways"]


def test_a_place_visited_by_many_is_asked_about_once(codes):
    rows = places(("佳安名苑", 2), ("佳安茗苑", 2), ("佳安茗苑", 2), ("佳安名苑", 2))
    assert codes(places=rows) == ["place_spelt_two_ways"]


def told_apart(*pairs):
    """Pairs of the numbers of rows, from 1."""
    return pl.DataFrame(pairs, schema=["one", "other"], orient="row")


@pytest.mark.parametrize("pair", [(1, 2), (2, 1)])
def test_two_places_told_apart_are_not_asked_about(codes, pair):
    rows = places(("佳安名苑", 2), ("佳安茗苑", 2), ("南大门", 2))
    assert codes(places=rows, told_apart=told_apart(pair)) == ["place_name_uncertain"]
    assert codes(places=rows, told_apart=told_apart((1, 3)))[0] == "place_spelt_two_ways"


def test_told_apart_they_are_not_asked_about_by_what_stands_behind_the_road_either(codes):
    rows = places(("荷塘区嵩山路鹅毅哥饭店", 2), ("嵩山路鹅一哥饭店", 2))
    assert codes(places=rows, units=UNITS) == ["place_spelt_two_ways"]
    assert codes(places=rows, units=UNITS, told_apart=told_apart((1, 2))) == []


def test_another_record_of_the_same_name_is_asked_about_still(check):
    rows = places(("佳安名苑", 2), ("佳安茗苑", 2), ("佳安茗苑", 2))
    [found] = check(places=rows, told_apart=told_apart((1, 2)))
    assert (found["record"], found["other_record"]) == (1, 3)
    assert check(places=rows, told_apart=told_apart((1, 2), (3, 1))) == []


def test_told_apart_from_one_a_place_is_held_against_the_others(check):
    rows = places(("佳安名苑", 2), ("佳安茗苑", 2), ("佳安铭苑", 2))
    before = {(row["record"], row["other_record"]) for row in check(places=rows)}
    assert len(before) == 3
    for pair in before:
        found = check(places=rows, told_apart=told_apart(pair))
        assert {(row["record"], row["other_record"]) for row in found} == before - {pair}


def test_a_part_of_one_place_is_no_part_of_another(codes):
    rows = places(("佳安名苑", 2), ("佳安茗苑", 2), ("名苑活动室", 2), ("茗苑活动室", 2))
    apart = told_apart((1, 2))
    of_two = rows.with_columns(within=pl.Series([None, None, 1, 2]))
    of_one = rows.with_columns(within=pl.Series([None, None, 1, 1]))
    assert codes(places=of_two, told_apart=apart) == []
    assert codes(places=of_one, told_apart=apart) == ["place_spelt_two_ways"]


def test_a_local_name_with_a_geocode_is_known(codes):
    assert codes(places=places(("南大门", 2))) == ["place_name_uncertain"]
    assert codes(places=places(("南大门", 2, 113.1, 27.8))) == []


def test_a_conjunction_at_either_end_of_a_name_joins_nothing(codes):
    assert codes(places=places(("养天和药房", 2))) == ["place_may_be_two"]
    assert codes(places=places(("和顺酒店", 2), ("天和大酒店", 2), ("永和村", 2))) == []


def test_a_geocode_a_little_outside_a_rough_outline_says_nothing(codes):
    outline = {2: SQUARE}
    rough = places(("江边小区", 2, 114.005, 27.5))
    astray = places(("江边小区", 2, 114.5, 27.5))
    assert codes(places=rough, boundaries=outline) == []
    assert codes(places=astray, boundaries=outline) == ["geocode_outside_every_county"]
    neighbour = {"type": "Polygon", "coordinates": [[[114, 27], [115, 27], [115, 28], [114, 27]]]}
    both = {**outline, 3: neighbour}
    assert codes(places=astray, boundaries=both) == ["geocode_outside_county"]


def test_without_outlines_a_place_far_from_all_others_is_asked_about(codes):
    near = [(f"第{n}村", 2, 113.1 + n / 100, 27.8) for n in range(6)]
    assert codes(places=places(*near)) == []
    assert codes(places=places(*near, ("朝阳村", 2, 114.0, 26.4))) == ["geocode_far_from_county"]
    few = places(*near[:3], ("朝阳村", 2, 114.0, 26.4))
    assert codes(places=few) == []  # three villages do not say where a county lies


def test_without_outlines_only_what_no_county_reaches_is_probably_wrong(check):
    near = [(f"第{n}村", 2, 113.1 + n / 100, 27.8) for n in range(6)]
    [found] = check(places=places(*near, ("大洲村", 2, 113.1, 27.4)), units=UNITS)
    assert (found["code"], found["severity"]) == ("geocode_far_from_others", "note")
    assert say(found, "zh")[0] == "“大洲村”距荷塘区其他地点 45 公里，也可能无误。"
    [found] = check(places=places(*near, ("朝阳村", 2, 113.1, 26.8)), units=UNITS)
    assert (found["code"], found["severity"]) == ("geocode_far_from_county", "warning")


def test_a_name_that_begins_with_another_county_is_asked_about(codes):
    rows = places(("衡东县草市镇大洲村", 3), ("攸县渌田镇大洲村", 3), ("荷塘株百", 2))
    assert codes(places=rows, units=UNITS) == ["place_names_other_county"]


def cases(*rows):
    filled = [{"id": n, "number": str(n), "classification": "confirmed", **row}
              for n, row in enumerate(rows, start=1)]  # fmt: skip
    return pl.DataFrame(filled, infer_schema_length=None)


def test_living_in_a_town_of_the_county_is_living_in_the_county(codes):
    assert codes(linelist=cases({"unit": 3, "unit_residence": 4}), units=UNITS) == []


def test_living_elsewhere_is_noted_with_where(check):
    rows = cases(
        {"unit": 3, "unit_residence": 2, "residence_elsewhere": None},
        {"unit": 3, "unit_residence": None, "residence_elsewhere": "衡阳市"},
    )
    found = check(linelist=rows, units=UNITS)
    assert [say(row, "zh")[0] for row in found] == [
        "病例 1 居住在荷塘区，计入攸县。",
        "病例 2 居住在衡阳市，计入攸县。",
    ]


ALIKE = {
    "unit": 2,
    "surname": "甲某",
    "sex": "female",
    "age_years": 40.0,
    "date_confirmation": date(2020, 2, 1),
}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, ["possible_duplicate"]),
        ({"age_years": None}, ["possible_duplicate"]),
        ({"age_years": 60.0}, []),
        ({"sex": "male"}, []),
        ({"surname": "乙某"}, []),
        ({"unit": 3}, []),
        ({"date_confirmation": date(2020, 2, 2)}, []),
        ({"classification": "excluded"}, []),
        ({"surname": None}, []),
    ],
)
def test_duplicates_are_suggested_only_where_all_agrees(codes, other, expected):
    assert codes(linelist=cases(ALIKE, {**ALIKE, **other}), units=UNITS) == expected


PERSON = {"identifier": "k1", "person_id": 1, "pathogen": "sars-cov-2", "unit": 2}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"person_id": 2}, ["same_identifier"]),
        ({}, ["same_identifier"]),
        ({"pathogen": "measles"}, []),
        ({"person_id": 2, "pathogen": "measles"}, ["same_identifier"]),
        ({"person_id": 2, "identifier": "k2"}, []),
        ({"person_id": 2, "identifier": None}, []),
    ],
)
def test_one_id_number_under_two_case_numbers_is_found(codes, other, expected):
    assert codes(linelist=cases(PERSON, {**PERSON, **other}), units=UNITS) == expected


def test_a_second_illness_of_one_person_is_no_second_use_of_a_number(codes):
    first = {**PERSON, "classification": "recovered"}
    assert codes(linelist=cases(first, PERSON), units=UNITS) == []
    assert codes(linelist=cases(first, {**PERSON, "person_id": 2})) == ["same_identifier"]


def test_no_finding_tells_an_identifier(check):
    [found] = check(linelist=cases(PERSON, {**PERSON, "person_id": 2}))
    assert say(found)[0] == "Cases 1 and 2 have the same ID number."
    assert "k1" not in str(found)


def test_nothing_given_nothing_found(check):
    assert check() == []


def test_every_message_speaks_both_languages_with_the_same_parts():
    import string

    for code, message in MESSAGES.items():
        parts = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (message.en, message.zh)
        ]
        assert parts[0] == parts[1], code
        assert message.do_en, code
        assert message.do_zh, code


def test_the_gravest_comes_first(check, events):
    found = check(
        events=events((1, "case.onset", "02-05")), places=places(("南大门", 2), ("养天和药房", 2))
    )
    gravity = [list(Severity).index(Severity(row["severity"])) for row in found]
    assert gravity == sorted(gravity)
    assert found[0]["code"] == "onset_in_future"


def people(*rows):
    filled = [{"id": n, "identifier": "k1", "case": None, "county": 2, **row}
              for n, row in enumerate(rows, start=1)]  # fmt: skip
    return pl.DataFrame(filled, infer_schema_length=None)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, ["same_identifier_of_people"]),
        ({"case": "7"}, {}, ["same_identifier_of_people"]),
        ({}, {"case": "7"}, ["same_identifier_of_people"]),
        ({"case": "7"}, {"case": "8"}, []),  # found among the cases
        ({}, {"identifier": "k2"}, []),
        ({"identifier": None}, {"identifier": None}, []),
        ({"identifier": ""}, {"identifier": ""}, []),
    ],
)
def test_one_id_number_of_two_people_is_found_whoever_they_are(codes, one, other, expected):
    assert codes(people=people(one, other)) == expected


def test_people_with_one_id_number_are_told_by_their_records(check):
    first, second = check(people=people({"case": "ZZ-001"}, {}, {}))
    assert say(first, "en")[0] == (
        "ZZ-001 and #2 are two people on record with the same ID number."
    )
    assert (first["record_kind"], first["record"], first["other_record"]) == ("person", 2, 1)
    assert (second["record"], second["other_record"]) == (3, 1)


def test_many_who_share_one_id_number_are_each_told_once(check):
    """A number filled in for everybody ("none") must not make a finding of every pair."""
    assert len(check(people=people(*[{}] * 500))) == 499
