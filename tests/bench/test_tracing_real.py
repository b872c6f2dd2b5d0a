"""Tracing on the real data, read in place: figures that can be checked by other means.

Only counts are asserted, so that nothing of the data is in here.
"""

from datetime import timedelta

import polars as pl
import pytest

from bench import tracing_real
from firebreak.engine import tracing


@pytest.fixture
def real(shared):
    def folder(name):
        if not (shared / name).is_dir():
            pytest.skip(f"{name} is not among the shared data.")
        return shared / name

    return folder


def test_cases_of_zhuzhou_who_share_a_place_may_have_met_and_no_more(real):
    folder = real("zhuzhou-2020-asof-0203")
    found = tracing_real.zhuzhou(folder)
    assert found["cases with a place"] == 34
    assert found["pairs that met for certain"] == 0
    assert 0 < found["pairs of cases that may have met"] == _sharing(folder)


def _sharing(folder):
    """Count the pairs that share a place by joining the table with itself."""
    stays = tracing_real.zhuzhou_stays(folder).select("person_id", "place_id", "start", "end")
    pairs = stays.join(stays, on="place_id", suffix="_b").filter(
        pl.col("person_id") < pl.col("person_id_b"),
        pl.col("start") <= pl.col("end_b"),
        pl.col("start_b") <= pl.col("end"),
    )
    return pairs.select("person_id", "person_id_b").n_unique()


@pytest.mark.parametrize(
    "spellings", [("佳安名苑", "佳安茗苑"), ("丽景滨江", "丽晶滨江"), ("鹅毅哥", "鹅一哥")]
)
def test_one_place_in_two_spellings_is_one(spellings):
    assert len({tracing_real.zhuzhou_place(written) for written in spellings}) == 1


def test_tracing_finds_most_links_of_patients_whose_whereabouts_the_volunteers_wrote_down(real):
    found = tracing_real.wuhan(real("wuhan2020-patient-detail"))
    assert found["of these, found"] > found["of these, both with a usable stay or journey"] * 0.6
    assert found["of these, found for certain"] <= found["of these, found"]
    assert (
        found["pairs of patients found in all"] > found["links that name two patients of the list"]
    )


def test_no_place_or_person_is_in_the_figures(real):
    for name, part in (
        ("zhuzhou-2020-asof-0203", tracing_real.zhuzhou),
        ("wuhan2020-patient-detail", tracing_real.wuhan),
    ):
        figures = part(real(name)).values()
        assert all(isinstance(f, int) or f.replace(" / ", "").isdecimal() for f in figures)


def test_traced_seconds_are_those_the_sensors_measured(real):
    folder = real("sashts-household-proximity")
    events = tracing_real.proximity(folder)
    people = events["person_id"].unique()
    index = tracing.build(events)
    met = index.contacts_of(people, **tracing_real.ANYTIME, min_overlap=timedelta(0))
    measured = pl.read_csv(folder / "contact_network.csv.gz")["duration_sec"].sum()
    assert met["overlap_s"].sum() == measured  # both have each event from both sides


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("宝坻区百货大楼购物", "other:百货大楼 of 天津"),
        ("去过宝坻百货大楼", "other:百货大楼 of 天津"),
        ("县人民医院", "care:县人民医院 of 宝坻区"),
        ("天津", None),
        ("某药店", None),
        ("家中", None),
        ("太安镇", None),
        (None, None),
    ],
)
def test_a_place_is_the_same_whoever_wrote_it_and_what_says_too_little_is_none(written, key):
    areas = tracing_real.Areas(frozenset({"宝坻区", "宝坻", "天津"}))
    assert areas.key(written, "a", "天津", None, "宝坻区") == key


@pytest.mark.parametrize(
    ("written", "run"),
    [
        ("高铁 G692/1车厢/8A、8C座", "G692"),
        ("飞机 厦门航空MF8594", "MF8594"),
        ("飞机 LX-451", "LX451"),
        ("公交 6路", None),
        ("自驾", None),
    ],
)
def test_the_number_of_a_train_or_flight_is_found_among_other_words(written, run):
    assert tracing_real.run_of(written) == run


@pytest.mark.parametrize(
    ("written", "coach"),
    [
        ("G692/1车厢/8A、8C座", "1"),
        ("D2208/03车/03A", "3"),
        ("K995/8车/018号下铺", "8"),
        ("G5607/2/D", "2"),
        ("G692", None),
    ],
)
def test_the_coach_is_found_beside_the_train(written, coach):
    assert tracing_real.coach_of(written) == coach
