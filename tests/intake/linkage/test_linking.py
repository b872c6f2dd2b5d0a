"""Which records are proposed as one person, which stay two, and that each score adds up."""

import math
import subprocess
import sys
from datetime import date, timedelta

import polars as pl
import pytest
from bench.people import city, second_records
from hypothesis import given, settings
from hypothesis import strategies as st

from firebreak.intake.linkage import FEATURES, PROPOSED, PeopleError, link
from firebreak.intake.linkage.model import (
    EXPECTED,
    FEWEST,
    KIN,
    in_dialect,
    parameters,
)
from firebreak.intake.linkage.model import (
    settings as of_splink,
)
from firebreak.intake.linkage.training import train
from firebreak.records.names import read_names

BORN = date(1980, 5, 1)
HETANG, TIANYUAN = "4302/430202/T1/V1/", "4302/430211/T1/V1/"


def table(*rows):
    return pl.DataFrame([{"id": n, **row} for n, row in enumerate(rows)], infer_schema_length=None)


def somebody(name="张伟", **facts):
    return {"name": name, "sex": "male", "birth_date": BORN, "home": HETANG} | facts


def pairs(*rows, probability=PROPOSED):
    found = link(table(*rows), probability=probability)
    return {(a, b) for a, b in found.select("left", "right").iter_rows()}


@pytest.fixture(scope="module")
def some_people():
    known = city(3_000, seed=5)
    return pl.concat([known, second_records(known, 300, seed=6)], how="diagonal_relaxed")


# One person listed twice.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phone_key": "a"}, {"phone_key": "a", "name": "张玮"}),
        ({"phone_key": "a"}, {"phone_key": "a", "name": "Zhang Wei"}),
        ({"phone_key": "a"}, {"phone_key": "a", "name": "张某"}),
        ({"id_key": "a"}, {"id_key": "a", "birth_date": None, "home": None}),
        ({"id_key": "a", "name": "张伟"}, {"id_key": "a", "name": "张大伟"}),
        ({"phone_key": "a"}, {"phone_key": "a", "birth_date": date(1980, 1, 5)}),
        (
            {"phone_key": "a"},
            {"phone_key": "a", "birth_date": None, "age_years": 39, "age_on": date(2020, 2, 3)},
        ),
    ],
)
def test_one_person_listed_twice_is_proposed_as_one(one, other):
    assert pairs(somebody(**one), somebody(**other)) == {(0, 1)}


# Two people.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the same surname, sex, place and day, and no more told of either
        (
            {"name": "陈某", "birth_date": None, "onset": date(2020, 1, 25), "pathogen": "x"},
            {"name": "陈某", "birth_date": None, "onset": date(2020, 1, 25), "pathogen": "x"},
        ),
        # twins: everything but the name
        ({"name": "陈佳怡", "phone_key": "a"}, {"name": "陈佳慧", "phone_key": "a"}),
        # father and son of one telephone and home
        ({"phone_key": "a"}, {"name": "张涛", "phone_key": "a", "birth_date": date(2008, 1, 1)}),
        # the same name, thirty years apart
        ({}, {"birth_date": date(2010, 5, 1), "home": TIANYUAN}),
        # the same name and age, each with a telephone and a home of his own
        (
            {"birth_date": None, "age_years": 40, "age_on": date(2020, 2, 3), "phone_key": "a"},
            {
                **{"birth_date": None, "age_years": 40, "age_on": date(2020, 2, 3)},
                **{"phone_key": "b", "home": TIANYUAN},
            },
        ),
    ],
)
def test_two_people_stay_two(one, other):
    assert pairs(somebody(**one), somebody(**other)) == set()


def test_the_34_cases_of_the_bulletin_stay_34(shared):
    folder = shared / "zhuzhou-2020-asof-0203"
    if not folder.is_dir():
        pytest.skip("The real lists of Zhuzhou are not among the shared data.")
    listed = pl.read_csv(folder / "zhuzhou_cases_01-34.csv", infer_schema_length=None)
    people = listed.select(
        id="case_no",
        name="surname",
        sex=pl.col("sex").replace({"男": "male", "女": "female"}),
        home=pl.format("4302/{}/", pl.col("residence_code")),
        pathogen=pl.lit("sars-cov-2"),
        onset=pl.col("confirm_date").str.to_date(),  # no bulletin tells an onset of all
    )
    assert people.height == 34
    assert link(people, probability=0.5).is_empty()
    again = people.with_columns(id=pl.col("id") + 100)
    assert link(people, again).is_empty()  # a surname and a day make nobody known


# The score.


def test_a_score_is_the_sum_of_its_features_and_what_was_expected(some_people):
    found = link(some_people, probability=0.5)
    bits = found.select(pl.sum_horizontal(f"{f}_bits" for f in FEATURES)).to_series()
    prior = EXPECTED / FEWEST
    assert (found["weight"] - bits - math.log2(prior / (1 - prior))).abs().max() < 1e-6
    odds = 2.0 ** found["weight"]
    assert (found["probability"] - odds / (1 + odds)).abs().max() < 1e-9


def test_features_without_rarity_add_what_the_parameters_say(some_people):
    found = link(some_people, probability=0.5)
    for feature in ("sex", "birth", "id_number", "onset", "exposure"):
        for level, bits in found.select(feature, f"{feature}_bits").unique().iter_rows():
            m, u = parameters()[feature].get(level, (1, 1))
            assert bits == pytest.approx(math.log2(m / u), abs=1e-6), (feature, level)


def test_a_rare_name_says_more_than_a_common_one():
    strangers = [somebody("王伟", home=None, birth_date=None) for _ in range(300)]
    people = table(
        *(somebody("王伟", phone_key="a") for _ in "12"),
        *(somebody("龙毅轩", phone_key="b") for _ in "12"),
        *strangers,
    )
    found = link(people)
    bits = dict(found.filter(pl.col("phone") == "same").select("left", "name_bits").iter_rows())
    assert bits[2] > bits[0] + 5


def test_what_is_not_known_speaks_neither_for_nor_against():
    found = link(
        table(somebody(id_key="a", sex=None, home=None), somebody(id_key="a")), probability=0
    )
    row = found.row(0, named=True)
    assert (row["sex"], row["sex_bits"], row["home"], row["home_bits"]) == (
        "unknown",
        0,
        "unknown",
        0,
    )


def test_kin_outweighs_all_that_a_household_shares():
    shared = [("birth", "same"), ("phone", "same"), ("home", "same"), ("exposure", "same")]
    together = sum(math.log2(m / u) for m, u in (parameters()[f][level] for f, level in shared))
    prior = math.log2(EXPECTED / FEWEST)
    assert together + math.log2(KIN[0] / KIN[1]) + prior < 0


def test_most_second_records_are_found_and_hardly_a_wrong_one(some_people):
    found = link(some_people.drop("truth"))
    who = dict(some_people.select("id", "truth").iter_rows())
    right = sum(who[a] == who[b] for a, b in found.select("left", "right").iter_rows())
    assert right >= 0.9 * 300
    assert right >= 0.97 * found.height


def test_two_tables_are_linked_as_one_that_holds_both(some_people):
    first = some_people.filter(pl.col("id") < 10**9)
    second = some_people.filter(pl.col("id") >= 10**9)
    across = link(second, first, expected=EXPECTED)
    within = link(some_people)
    found = {(b, a) for a, b in across.select("left", "right").iter_rows()}
    assert found == {(a, b) for a, b in within.select("left", "right").iter_rows() if b >= 10**9}


@settings(max_examples=8)
@given(
    st.randoms(use_true_random=False), st.lists(st.sampled_from("abcdef"), min_size=6, max_size=6)
)
def test_the_order_of_rows_does_not_matter(random, phones):
    names = ["张伟", "张玮", "张某", "李娜", "Zhang Wei", "张伟"]
    rows = [somebody(name, phone_key=phone) for name, phone in zip(names, phones, strict=True)]
    known = table(*rows)
    shuffled = known.sample(fraction=1, shuffle=True, seed=random.randrange(1000))
    assert link(known, probability=0.1).equals(link(shuffled, probability=0.1))


def test_more_that_agrees_never_makes_one_person_less_likely():
    common = {"phone_key": "a", "sex": None, "home": None, "birth_date": None}
    weights = []
    for more in ({}, {"sex": "male"}, {"home": HETANG}, {"birth_date": BORN}, {"id_key": "x"}):
        common |= more
        found = link(table(somebody(**common), somebody(**common)), probability=0)
        weights.append(found["weight"][0])
    assert weights == sorted(weights)


# Names.


@pytest.mark.parametrize(
    ("written", "surname", "given", "masked", "sound"),
    [
        ("张伟", "张", "伟", False, "zhangwei"),
        ("单雄信", "单", "雄信", False, "shanxiongxin"),
        ("曾 静", "曾", "静", False, "zengjing"),
        ("欧阳锋", "欧阳", "锋", False, "ouyangfeng"),
        ("张某某", "张", "", True, None),
        ("张××", "张", "", True, None),
        ("张*", "张", "", True, None),
        ("OUYANG Feng", "ouyang", "feng", False, "ouyangfeng"),
        ("某", None, None, None, None),
        ("  ", None, None, None, None),
        (None, None, None, None, None),
    ],
)
def test_a_name_is_read(written, surname, given, masked, sound):
    row = read_names(pl.Series([written], dtype=pl.String)).row(0, named=True)
    assert (row["surname"], row["given"], row["is_masked"], row["sound"]) == (
        surname, given, masked, sound
    )  # fmt: skip


@given(st.lists(st.one_of(st.none(), st.text(max_size=6)), max_size=20))
def test_no_name_trips_the_reading_of_names(names):
    assert read_names(pl.Series(names, dtype=pl.String)).height == len(names)


# What it takes, and what it refuses.


def test_nobody_is_linked_to_nobody():
    nobody = table().select(id=pl.lit(1, pl.Int64)).clear()
    assert link(nobody).is_empty()
    assert link(table(somebody()), nobody).is_empty()
    assert set(link(nobody).columns) == set(link(table(somebody(), somebody())).columns)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (pl.DataFrame({"name": ["张伟"]}), "no column id"),
        (pl.DataFrame({"id": [1, 1]}), "Row 1 of the table of people has no id of its own"),
        (pl.DataFrame({"id": [1, None]}), "Row 2"),
        (pl.DataFrame({"id": [1], "birth_date": ["tomorrow"]}), "Column birth_date"),
    ],
)
def test_a_table_that_cannot_be_compared_is_refused_with_a_sentence(rows, said):
    with pytest.raises(PeopleError, match=said):
        link(rows)


def test_learning_from_the_same_records_gives_the_same_parameters():
    known = city(1_500, seed=3)
    both = pl.concat([known, second_records(known, 300, seed=4)], how="diagonal_relaxed")
    first, second = (train(both.drop("truth"), known.drop("truth"), seed=1) for _ in "12")
    assert first == second
    assert first["phone"]["same"][0] > 0.5 > first["phone"]["same"][1]


def test_the_package_loads_neither_splink_nor_duckdb():
    code = (
        "import sys, firebreak.intake.linkage;"
        "print({'splink', 'duckdb', 'sqlglot'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_age_told_a_year_ago_is_an_age_of_then():
    told = date(2020, 2, 3)
    rows = [
        somebody(phone_key="a", birth_date=None, age_years=39, age_on=told),
        somebody(phone_key="a", birth_date=None, age_years=36, age_on=told - timedelta(days=1096)),
    ]
    assert link(table(*rows))["birth"].to_list() == ["age"]


# Another database.


@pytest.mark.parametrize(
    ("feature", "level", "sql"),
    [(f, level, sql) for f, levels in FEATURES.items() for level, sql in levels if sql != "ELSE"],
)
def test_every_condition_can_be_said_in_the_words_of_spark(feature, level, sql):
    import sqlglot

    told = in_dialect(sql, "spark")
    assert sqlglot.parse_one(told, read="spark").sql(dialect="spark") == told
    assert not {"list_has_any", "&&", "VARCHAR"} & set(told.replace("(", " ").split())
    assert in_dialect(sql, "duckdb") == sql


def test_the_settings_can_be_said_in_the_words_of_spark():
    def last(dialect: str) -> list[str]:
        told = of_splink("link_only", 10, 0.2, dialect)["comparisons"]
        return [comparison["comparison_levels"][-1]["sql_condition"] for comparison in told]

    assert last("spark") == last("duckdb")
    assert "ELSE" in last("spark")
