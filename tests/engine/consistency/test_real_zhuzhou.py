"""The 34 published cases of Zhuzhou, read in place: all known oddities found, and no flood."""

import json

import polars as pl
import pytest

from firebreak.engine.consistency import say

COUNTED_BY_PLACE = {21: "醴陵市", 26: "攸县"}  # who lives outside the city


@pytest.fixture(scope="module")
def outlines(shared):
    file = shared / "zhuzhou-geo" / "430200_zhuzhou_counties.geojson"
    if not file.is_file():
        pytest.skip("The outlines of the counties are not beside this checkout.")
    features = json.loads(file.read_text("utf-8"))["features"]
    return {feature["properties"]["name"]: feature["geometry"] for feature in features}


@pytest.fixture(scope="module")
def units(outlines):
    names = [*outlines, "云龙示范区"]  # counts as a county, and has neither code nor outline
    kinds = ["county"] * len(outlines) + ["zone"]
    parents = pl.Series([None] * len(names), dtype=pl.Int64)
    return pl.DataFrame({"id": range(len(names)), "name": names, "kind": kinds, "parent": parents})


@pytest.fixture(scope="module")
def ids(units):
    return dict(units.select("name", "id").iter_rows())


@pytest.fixture(scope="module")
def places(shared, ids):
    table = pl.read_csv(
        shared / "zhuzhou-2020-asof-0203" / "zhuzhou_case_places_01-34.csv"
    ).with_row_index("id")
    assert table.height == 59
    return table.select(
        "id",
        pl.col("place_as_written").cast(pl.String).alias("name"),
        pl.col("county").replace_strict(ids, default=None).alias("county"),
        pl.col("lng_gcj02").alias("lng"),
        pl.col("lat_gcj02").alias("lat"),
    )


@pytest.fixture(scope="module")
def linelist(shared, ids):
    table = pl.read_csv(
        shared / "zhuzhou-2020-asof-0203" / "zhuzhou_cases_01-34.csv", try_parse_dates=True
    )
    lives = pl.col("residence_reported")
    counted = pl.col("case_no").replace_strict(COUNTED_BY_PLACE, default=lives)
    return table.select(
        pl.col("case_no").alias("id"),
        pl.col("case_no").cast(pl.String).alias("number"),
        pl.lit("confirmed").alias("classification"),
        pl.col("surname"),
        pl.col("sex").replace_strict({"男": "male", "女": "female"}).alias("sex"),
        pl.col("age").cast(pl.Float64).alias("age_years"),
        pl.col("confirm_date").alias("date_confirmation"),
        counted.replace_strict(ids).alias("unit"),
        lives.replace_strict(ids, default=None).alias("unit_residence"),
        pl.when(~lives.is_in(list(ids))).then(lives).alias("residence_elsewhere"),
    )


@pytest.fixture
def by_outline(outlines, ids):
    return {ids[name]: geometry for name, geometry in outlines.items()}


def test_every_known_oddity_is_found_and_nothing_else(check, units, places, linelist, by_outline):
    found = check(units=units, places=places, linelist=linelist, boundaries=by_outline)
    said = [(row["code"], say(row, "zh")[0]) for row in found]
    assert said == [
        ("geocode_outside_county", "“430朝阳村”坐标落在炎陵县，但应属天元区。"),
        ("place_names_other_county", "“衡东县草市镇大洲村”以衡东县开头，但归在攸县。"),
        ("place_spelt_two_ways", "“佳安名苑”与“佳安茗苑”可能是同一地点。"),
        ("counted_elsewhere", "病例 21 居住在湖北黄石，计入醴陵市。"),
        ("counted_elsewhere", "病例 26 居住在衡阳市，计入攸县。"),
        ("place_may_be_two", "“养天和药房”含“和”，可能是“养天”和“药房”两处。"),
        ("place_name_uncertain", "“6415”为当地俗称，位置不明。"),
        ("place_name_uncertain", "“南大门”为当地俗称，位置不明。"),
    ]


@pytest.mark.parametrize(
    ("later", "pair"),
    [
        ("天元区丽晶滨江", {"丽景滨江", "丽晶滨江"}),
        ("天元区嵩山路鹅一哥饭店", {"嵩山路鹅毅哥饭店", "嵩山路鹅一哥饭店"}),
        ("鹅一哥饭店", {"鹅毅哥饭店", "鹅一哥饭店"}),
    ],
)
def test_spellings_of_later_notices_are_found_beside_the_first(check, places, ids, later, pair):
    # The second spelling of each stands in a notice after the 34th case, so it is added here.
    row = {"id": 900, "name": later, "county": ids["天元区"], "lng": None, "lat": None}
    every = pl.concat([places, pl.DataFrame([row], schema=places.schema)])
    pairs = [
        {part["value"] for part in finding["parts"]}
        for finding in check(places=every)
        if finding["code"] == "place_spelt_two_ways"
    ]
    assert pairs == [pair, {"佳安名苑", "佳安茗苑"}] or pairs == [{"佳安名苑", "佳安茗苑"}, pair]


def test_without_outlines_a_village_at_the_edge_is_not_probably_wrong(check, units, places):
    found = check(places=places, units=units)
    said = {row["severity"] for row in found if "攸县渌田镇大洲村" in str(row["parts"])}
    assert said == {"note"}


def test_without_outlines_the_stray_geocode_is_still_found(check, units, places):
    far = [
        row for row in check(places=places, units=units) if row["code"] == "geocode_far_from_county"
    ]
    assert [row["parts"][0]["value"] for row in far] == ["430朝阳村"]
