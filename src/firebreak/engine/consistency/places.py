"""Places: one in two spellings, names that say too little or too much, geocodes gone astray.

Every finding is a question to the investigator who wrote the name. Measured on the 34 published
cases of Zhuzhou, January 2020 (59 places), see `tests/engine/consistency/`.
"""

import re
from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

import polars as pl

from firebreak.engine.consistency.findings import findings
from firebreak.engine.consistency.geometry import distance_km
from firebreak.engine.consistency.spelling import is_other_spelling

PLACES: dict[str, pl.DataType] = {
    "id": pl.Int64(),
    "name": pl.String(),  # as written
    "county": pl.Int64(),  # the unit it is filed under; null: not known
    "within": pl.Int64(),  # the place it is a part of; null: of none
    "lng": pl.Float64(),  # null: no geocode
    "lat": pl.Float64(),
    "county_by_boundary": pl.Int64(),  # from `geometry.locate`; null: not known
    "outside_km": pl.Float64(),  # from `geometry.locate`; null: not known
}
FEW = 5  # fewer other places say nothing of where a county lies
FAR_KM = 30.0
#: Beyond any county here: Hunan's largest, 沅陵, has 5,852 km², if round 43 km from middle to edge.
VERY_FAR_KM = 100.0
FAR_TIMES = 3.0  # and so many times as far as the county's other places usually lie
BORDER_KM = 1.0  # outlines are simplified and geocodes rough: nearer than this says nothing
SHORT = 4  # characters: a longer name says enough to be found
COUNTY_NAME = re.compile(r"^([\u4e00-\u9fff]{1,3}(?:县|区|市))(?=[\u4e00-\u9fff])")
ONLY_NUMBER = re.compile(r"^[0-9A-Za-z\-]+$")
ONLY_SIDE = re.compile(r"^[东南西北中前后正侧老新大小]{0,2}门(?:口)?$")
SAYS_WHAT = re.compile(
    r"(村|组|屋|苑|园|庭|城|湾|院|居|寓|厦|楼|号|镇|乡|街道|街|路|巷|社区|小区|场|超市|中心|口岸|码头"
    r"|药店|药房|诊所|医院|学校|小学|中学|幼儿园|酒店|宾馆|饭店|餐馆|茶楼|店|站|厂|公司|局|所|馆|庙|寺)$"
)
BEHIND_ROAD = re.compile(r"(?:路|街|巷|镇|乡|街道|社区)([^路街巷镇乡]{3,})$")
CONJUNCTIONS = "和与及暨、"
ONE_WORD = ("和平", "和谐", "和睦", "和家", "和顺", "共和", "人和", "协和", "与会", "及第", "普及")


def place_findings(
    places: pl.DataFrame, units: pl.DataFrame | None = None, told_apart: pl.DataFrame | None = None
) -> list[pl.DataFrame]:
    """
    All findings on places (`PLACES`; columns may be missing).

    `units`: `id`, `name`. `told_apart`: `one`, `other`, the ids of places that are two.
    """
    table = as_places(places)
    names = dict(units.select("id", "name").iter_rows()) if units is not None else {}
    return [
        _two_spellings(table, names, _pairs(told_apart)),
        _uncertain(table, names),
        _may_be_two(table),
        _outside(table, names),
        _outside_every(table, names),
        *_far(table, names),
        _names_other_county(table, names),
    ]


def as_places(places: pl.DataFrame) -> pl.DataFrame:
    """The table with the columns of `PLACES`, marked as places."""
    columns = [
        (pl.col(column) if column in places.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in PLACES.items()
    ]
    return places.select(columns).with_columns(
        pl.col("name").str.strip_chars(),
        pl.lit("place").alias("record_kind"),
        pl.col("id").alias("record"),
    )


def bare_name(name: str, county_names: tuple[str, ...] = ()) -> str:
    """
    Return a name without the county before it.

    Examples
    --------
    >>> bare_name("荷塘区佳安名苑"), bare_name("佳安名苑"), bare_name("摩托车大市场")
    ('佳安名苑', '佳安名苑', '摩托车大市场')
    """
    for county in county_names:
        if name.startswith(county) and len(name) > len(county) + 1:
            return name[len(county) :]
    named = COUNTY_NAME.match(name)
    if named and named[1].endswith(("区", "县")) and len(name) - len(named[1]) >= 3:
        return name[len(named[1]) :]
    return name


def without_road(name: str) -> str:
    """
    Return what stands behind the last road, town or village of a name, if that says enough.

    Examples
    --------
    >>> without_road("嵩山路鹅毅哥饭店"), without_road("高楼居委会"), without_road("中山路")
    ('鹅毅哥饭店', '高楼居委会', '中山路')
    """
    found = BEHIND_ROAD.search(name)
    return found[1] if found else name


class Named(NamedTuple):
    """A name, and the records of one county and one holder that bear it."""

    records: tuple[int, ...]
    name: str  # as far as it is compared
    county: int | None
    within: int | None


Settled = frozenset[frozenset[int]]


def _pairs(told_apart: pl.DataFrame | None) -> Settled:
    if told_apart is None:
        return frozenset()
    return frozenset(frozenset(row) for row in told_apart.select("one", "other").iter_rows())


def _two_spellings(places: pl.DataFrame, names: dict[int, str], settled: Settled) -> pl.DataFrame:
    """Within one county; a place without a county is held against every other."""
    counties = tuple(names.values())
    whole = [named._replace(name=bare_name(named.name, counties)) for named in _by_name(places)]
    cores = [named._replace(name=without_road(named.name)) for named in whole]
    pairs = [
        (*records, one.name, other.name, one.county if one.county is not None else other.county)
        for rows in (whole, cores)
        for one, other in _one_character_apart(rows)
        if is_other_spelling(one.name, other.name)
        and (records := _not_told_apart(one, other, settled)) is not None
    ]
    columns = {"record": pl.Int64, "other_record": pl.Int64, "name": pl.String, "other": pl.String}
    table = pl.DataFrame(pairs, schema={**columns, "county": pl.Int64}, orient="row")
    each = table.unique(["record", "other_record"], keep="first", maintain_order=True)
    named = each.unique(["name", "other", "county"], keep="first", maintain_order=True)
    marked = named.with_columns(pl.lit("place").alias("record_kind"))
    return findings("place_spelt_two_ways", marked, {"name": "name", "other": "other"})


def _by_name(places: pl.DataFrame) -> list[Named]:
    """Each name once in a county, and once among the parts of a place."""
    named = places.filter(pl.col("name").is_not_null())
    alike = named.group_by("name", "county", "within", maintain_order=True).agg("id")
    return [
        Named(tuple(row["id"]), row["name"], row["county"], row["within"])
        for row in alike.iter_rows(named=True)
    ]


def _not_told_apart(one: Named, other: Named, settled: Settled) -> tuple[int, int] | None:
    """The first two records of these names that nobody has told apart; None if all are."""
    pairs = product(one.records, other.records)
    return next((pair for pair in pairs if frozenset(pair) not in settled), None)


def _one_character_apart(rows: list[Named]) -> Iterator[tuple[Named, Named]]:
    """Pairs that share all but one character, found by leaving each one out in turn."""
    buckets: dict[tuple[str, str], list[Named]] = {}
    for row in rows:
        for cut in range(len(row.name)):
            buckets.setdefault((row.name[:cut], row.name[cut + 1 :]), []).append(row)
    for same in buckets.values():
        yield from (pair for pair in combinations(same, 2) if _may_be_one(*pair))


def _may_be_one(one: Named, other: Named) -> bool:
    """A part of a place is no part of another, and no place of its own."""
    if one.within != other.within:
        return False
    return one.county is None or other.county is None or one.county == other.county


def _uncertain(places: pl.DataFrame, names: dict[int, str]) -> pl.DataFrame:
    """Short, without a geocode, and not saying what or where it is: only locals know it."""
    where = tuple({name[:2] for name in names.values()})
    flagged = [
        is_bare_local_name(n or "") and not (n or "").startswith(where) for n in places["name"]
    ]
    rows = places.filter(pl.Series(flagged, dtype=pl.Boolean) & pl.col("lng").is_null())
    return findings("place_name_uncertain", _each_name_once(rows), {"name": "name"})


def is_bare_local_name(name: str) -> bool:
    """
    Say whether a name alone tells nobody from elsewhere what or where it is.

    Examples
    --------
    >>> [is_bare_local_name(name) for name in ("6415", "南大门", "老百姓大药房", "金色荷塘")]
    [True, True, False, True]
    """
    if ONLY_NUMBER.match(name) or ONLY_SIDE.match(name):
        return True
    return 0 < len(name) <= SHORT and not SAYS_WHAT.search(name)


def _may_be_two(places: pl.DataFrame) -> pl.DataFrame:
    splits = [split_at_conjunction(bare_name(name or "")) for name in places["name"]]
    columns = ("left", "word", "right")
    marked = places.with_columns(
        pl.Series(column, [split[i] if split else None for split in splits], dtype=pl.String)
        for i, column in enumerate(columns)
    )
    rows = _each_name_once(marked.filter(pl.col("word").is_not_null()))
    return findings("place_may_be_two", rows, {c: c for c in ("name", *columns)})


def split_at_conjunction(name: str) -> tuple[str, str, str] | None:
    """
    Split a name at the first "and" in it that has at least two characters on either side.

    Examples
    --------
    >>> split_at_conjunction("养天和药房")
    ('养天', '和', '药房')
    >>> print(split_at_conjunction("和平村"), split_at_conjunction("株洲和谐小区"))
    None None
    """
    for at in range(2, len(name) - 2):
        around = (name[at - 1 : at + 1], name[at : at + 2])
        if name[at] in CONJUNCTIONS and not any(word in ONE_WORD for word in around):
            return name[:at], name[at], name[at + 1 :]
    return None


def _outside(places: pl.DataFrame, names: dict[int, str]) -> pl.DataFrame:
    """By the outlines, where the county it is filed under has one; a little outside is inside."""
    drawn = places["county_by_boundary"].drop_nulls().unique().implode()
    elsewhere = (pl.col("county_by_boundary") != pl.col("county")) & (
        pl.col("county").is_in(drawn) | pl.col("outside_km").is_not_null()
    )
    rows = places.filter(elsewhere & (pl.col("outside_km").fill_null(FAR_KM) > BORDER_KM))
    parts = {
        "name": pl.col("name"),
        "found": _named("county_by_boundary", names),
        "county": _named("county", names),
    }
    return findings("geocode_outside_county", _each_name_once(rows), parts)


def _outside_every(places: pl.DataFrame, names: dict[int, str]) -> pl.DataFrame:
    """In no outline at all, though its own county has one."""
    nowhere = pl.col("county_by_boundary").is_null() & (pl.col("outside_km") > BORDER_KM)
    parts = {
        "name": pl.col("name"),
        "distance": pl.col("outside_km").round(0).cast(pl.Int64),
        "county": _named("county", names),
    }
    rows = _each_name_once(places.filter(nowhere))
    return findings("geocode_outside_every_county", rows, parts)


def _far(places: pl.DataFrame, names: dict[int, str]) -> list[pl.DataFrame]:
    """
    Far from the middle (median) of at least five other places of the county.

    Only where no outline settles it, and by the county's own measure: in a large one 30 km is near.
    A few places do not show how far a county goes, so it may be right; very far, it hardly is.
    """
    settled = pl.col("outside_km").is_not_null() | pl.col("county_by_boundary").is_not_null()
    coded = places.filter(pl.col("lng").is_not_null() & pl.col("county").is_not_null()).unique(
        ["name", "county"], keep="first", maintain_order=True
    )
    others = coded.select("county", *(pl.col(c).alias(f"_{c}") for c in ("id", "lng", "lat")))
    pairs = coded.join(others, on="county").filter(pl.col("id") != pl.col("_id"))
    middle = pl.col("_lng").median().over("id"), pl.col("_lat").median().over("id")
    usual = distance_km(pl.col("_lng"), pl.col("_lat"), *middle).median().over("id")
    away = distance_km(pl.col("lng"), pl.col("lat"), *middle)
    measured = pairs.with_columns(
        usual.alias("usual"), away.alias("distance"), pl.len().over("id").alias("others")
    ).unique("id", keep="first", maintain_order=True)
    rows = measured.filter(
        ~settled
        & (pl.col("others") >= FEW)
        & (pl.col("distance") > FAR_KM)
        & (pl.col("distance") > FAR_TIMES * pl.col("usual"))
    )
    parts = {
        "name": pl.col("name"),
        "distance": pl.col("distance").round(0).cast(pl.Int64),
        "county": _named("county", names),
    }
    very_far = pl.col("distance") > VERY_FAR_KM
    return [
        findings("geocode_far_from_county", rows.filter(very_far), parts),
        findings("geocode_far_from_others", rows.filter(~very_far), parts),
    ]


def _names_other_county(places: pl.DataFrame, names: dict[int, str]) -> pl.DataFrame:
    """The name begins with a county that is not the one it is filed under."""
    own = _named("county", names)
    named = pl.col("name").str.extract(COUNTY_PATTERN, 1)
    rows = places.with_columns(named.alias("named"), own.alias("own")).filter(
        pl.col("own").is_not_null()
        & (pl.col("named") != pl.col("own"))
        & ~pl.col("own").str.starts_with(pl.col("named").str.head(2))
    )
    return findings(
        "place_names_other_county",
        _each_name_once(rows),
        {"name": "name", "named": "named", "county": "own"},
    )


COUNTY_PATTERN = r"^([\p{Han}]{2}(?:县|区|市))[\p{Han}]{2}"


def _each_name_once(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.unique(["name", "county"], keep="first", maintain_order=True)


def _named(column: str, names: dict[int, str]) -> pl.Expr:
    return pl.col(column).replace_strict(names, default=None, return_dtype=pl.String)
