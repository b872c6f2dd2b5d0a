"""A few pairs weighed in Python: the same sum as Splink's, feature by feature."""

from datetime import date

import polars as pl
import pytest
from bench.people import city, second_records
from hypothesis import given
from hypothesis import strategies as st

from firebreak.intake.linkage import FEATURES, link
from firebreak.intake.linkage.model import BY_RARITY
from firebreak.intake.linkage.people import prepare
from firebreak.intake.linkage.weighing import LEVELS, one_apart, weigh


@pytest.fixture(scope="module")
def linked():
    known = city(3_000, seed=5)
    second = second_records(known, 300, seed=6)
    return second, known, link(second.drop("truth"), known.drop("truth"), probability=0.001)


def test_every_feature_is_weighed():
    assert list(LEVELS) == list(FEATURES)


def test_levels_and_bits_are_those_of_splink(linked):
    second, known, found = linked
    both = pl.concat([prepare(second), prepare(known)])
    counts, bits_of = {}, {f"{f}_bits" for f in FEATURES}
    for column in set(BY_RARITY.values()):
        counts[column] = dict(both[column].drop_nulls().value_counts().iter_rows())
    assert found.height > 250
    assert found["name"].n_unique() > 3
    for row in found.head(200).iter_rows(named=True):
        (mine,) = weigh(
            second.filter(id=row["left"]), known.filter(id=row["right"]), population=3_000
        )
        assert {f: level for f, level, _bits in mine.features} == {f: row[f] for f in FEATURES}
        for feature, level, bits in mine.features:
            if (feature, level) not in BY_RARITY:
                assert bits == pytest.approx(row[f"{feature}_bits"], abs=1e-6), (feature, level)
    assert bits_of <= set(found.columns)
    for row in found.head(40).iter_rows(named=True):
        column = BY_RARITY.get(("name", row["name"]))
        if column:
            total = both[column].drop_nulls().len()
            (mine,) = weigh(
                second.filter(id=row["left"]), known.filter(id=row["right"]),
                population=total, counts={column: counts[column]},
            )  # fmt: skip
            assert {f: b for f, _l, b in mine.features}["name"] == pytest.approx(
                row["name_bits"], abs=1e-6
            )


def test_a_rare_name_weighs_more_where_it_is_known_to_be_rare():
    one = pl.DataFrame({"id": [1], "name": ["龙毅轩"]})
    rare = weigh(one, one, population=10**6, counts={"name": {"龙毅轩": 2}})
    common = weigh(one, one, population=10**6, counts={"name": {"龙毅轩": 900}})
    assert rare[0].weight > common[0].weight + 5


@pytest.mark.parametrize("other", ["张松望", "张望", "张望松(荷塘)"])
def test_a_name_with_its_characters_exchanged_or_cut_is_no_relative(other):
    said = {"phone": "13900000001", "birth_date": date(1980, 5, 17), "sex": "male"}
    one, two = (
        pl.DataFrame([{"id": n, "name": name, **said}]) for n, name in ((1, "张望松"), (2, other))
    )
    (mine,) = weigh(one, two, population=10_000)
    assert {f: level for f, level, _bits in mine.features}["name"] == "one_character"
    assert mine.weight > 0
    found = link(one, two, probability=0.001)
    assert found["name"].to_list() == ["one_character"]


def test_a_brother_with_another_name_is_still_a_relative():
    said = {"phone": "13900000001", "birth_date": date(1980, 5, 17), "sex": "male"}
    one, two = (
        pl.DataFrame([{"id": n, "name": name, **said}]) for n, name in ((1, "晏俊"), (2, "晏军杰"))
    )
    (mine,) = weigh(one, two, population=10_000)
    assert {f: level for f, level, _bits in mine.features}["name"] == "kin"


def test_nobody_is_weighed_against_nobody():
    one = pl.DataFrame({"id": [1], "name": ["张伟"]})
    assert weigh(one, one.clear(), population=0) == []


def distance(a, b):
    """Levenshtein's distance, by the textbook."""
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            now.append(min(before[j] + 1, now[-1] + 1, before[j - 1] + (x != y)))
        before = now
    return before[-1]


@given(st.text("ab", max_size=5), st.text("ab", max_size=5))
def test_one_apart_is_a_distance_of_one(a, b):
    assert one_apart(a, b) == (distance(a, b) == 1)
