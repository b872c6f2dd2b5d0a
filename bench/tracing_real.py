"""Tracing on real outbreaks, read in place: what it finds of what people had recorded.

    python -m bench tracing-real [--data FOLDER]

Only counts come out: no place, no person. Names of places are made comparable first, with care: a
name that could be anywhere ("the county hospital") is of the county of the patient; one that says
too little ("a clinic", a whole town) is no place at all.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from firebreak.engine import tracing

HERE = "Asia/Shanghai"
ANYTIME = {"start": datetime(2001, 1, 1, tzinfo=UTC), "end": datetime(2067, 1, 1, tzinfo=UTC)}
LOOK_BACK = timedelta(days=14)  # the longest incubation that the 2020 protocols reckoned with
LONGEST = timedelta(days=31)  # a longer stay is a slip of the year or month


def measure(data: Path) -> None:
    """Print what is found in each set of data, or that it is not there."""
    parts = {
        "zhuzhou-2020-asof-0203": zhuzhou,
        "wuhan2020-patient-detail": wuhan,
        "sashts-household-proximity": households,
    }
    for name, part in parts.items():
        print(f"\n### {name}\n")
        if not (data / name).is_dir():
            print("Skipped: it is not among the shared data.")
            continue
        print("| | |\n|---|---|")
        for what, figure in part(data / name).items():
            print(f"| {what} | {figure if isinstance(figure, str) else f'{figure:,}'} |")


# Zhuzhou: 34 cases and the places they were at, on days that were not published


def zhuzhou(folder: Path) -> dict[str, object]:
    """Return what tracing finds among the cases of Zhuzhou confirmed by 3 February 2020."""
    stays = zhuzhou_stays(folder)
    index = tracing.build(stays, time_zone=HERE)
    met = index.contacts_of(stays["person_id"].unique(), **ANYTIME)
    shared = stays.group_by("place_id").agg(pl.col("person_id").n_unique().alias("cases"))
    return {
        "cases with a place": stays["person_id"].n_unique(),
        "places as written": stays["written"].n_unique(),
        "places once spellings are united": shared.height,
        "places of more than one case": shared.filter(pl.col("cases") > 1).height,
        "pairs of cases that may have met": undirected(met).height,
        "pairs that met for certain": undirected(met.filter("certain")).height,
    }


def zhuzhou_stays(folder: Path) -> pl.DataFrame:
    """
    Return the stays, known to the day only: of the fourteen days before the case was confirmed.

    The notices say "after onset" and no onset; whoever shares a place may have met there, no more.
    """
    rows = pl.read_csv(folder / "zhuzhou_case_places_01-34.csv", infer_schema=False)
    confirmed = pl.col("confirm_date").str.to_date()
    return rows.select(
        person_id="case_no",
        place_id=pl.col("place_as_written").map_elements(zhuzhou_place, pl.String),
        written="place_as_written",
        start=confirmed - LOOK_BACK,
        end=confirmed,
    )


# Of one sound or one look: known double spellings of the notices.
SPELLINGS = str.maketrans({"茗": "名", "晶": "景", "一": "毅"})
COUNTIES = re.compile("^(荷塘|芦淞|石峰|天元|渌口|云龙|攸县|醴陵|茶陵|炎陵)(区|县|市|示范区)?")


def zhuzhou_place(written: str) -> str:
    """Return a name without its county, and spelled in one way."""
    return COUNTIES.sub("", plain(written)).translate(SPELLINGS) or plain(written)


# The volunteers' list: stays, journeys, and who was recorded as linked with whom


def wuhan(folder: Path) -> dict[str, object]:
    """Return how many recorded links tracing finds, and what it finds beyond them."""
    links = wuhan_links(folder)
    stays = wuhan_stays(folder)
    journeys = wuhan_journeys(folder)
    staying, riding = (met_of(table) for table in (stays, journeys))
    pairs = undirected(pl.concat([staying, riding]))
    known = linkable(links, stays, journeys)
    return {
        "links that name two patients of the list": links.height,
        "of these, both with a usable stay or journey": known.height,
        "of these, found": common(known, pairs).height,
        "of these, found for certain": common(known, undirected(staying.filter("certain"))).height,
        "usable stays": stays.height,
        "usable journeys with a number and a day": journeys.height,
        "pairs of patients found in all": pairs.height,
        "pairs found on one train or flight": undirected(riding).height,
        "of these, recorded as linked": common(links, undirected(riding)).height,
        "of these, the coach of both is known / is the same": _coaches(riding, journeys),
        **{line: figure for kind in KINDS for line, figure in _of_kind(kind, staying, links)},
    }


def _of_kind(kind: str, met: pl.DataFrame, links: pl.DataFrame) -> Iterator[tuple[str, str]]:
    here = met.filter(pl.col("place_id").str.starts_with(f"{kind}:"))
    pairs = undirected(here)
    certain = undirected(here.filter("certain"))
    yield (
        f"pairs found at {KINDS[kind][0]}: in all / for certain / recorded / not recorded",
        f"{pairs.height} / {certain.height} / {common(links, pairs).height}"
        f" / {pairs.height - common(links, pairs).height}",
    )


def _coaches(riding: pl.DataFrame, journeys: pl.DataFrame) -> str:
    coaches = journeys.drop_nulls("coach").select("person_id", "place_id", "coach")
    pairs = riding.filter(pl.col("from_id") < pl.col("to_id")).select(
        "from_id", "to_id", "place_id"
    )
    for side in ("from", "to"):
        one = coaches.rename({"person_id": f"{side}_id", "coach": f"{side}_coach"})
        pairs = pairs.join(one, on=[f"{side}_id", "place_id"])
    return f"{pairs.height} / {pairs.filter(pl.col('from_coach') == pl.col('to_coach')).height}"


def met_of(stays: pl.DataFrame) -> pl.DataFrame:
    """Return everybody's meetings with everybody."""
    index = tracing.build(stays.drop("coach", strict=False), time_zone=HERE)
    return index.contacts_of(stays["person_id"].unique(), **ANYTIME)


def wuhan_links(folder: Path) -> pl.DataFrame:
    """Return the links between two patients of the list, each once, in no direction."""
    cases = pl.read_csv(folder / "cases.csv", infer_schema=False)
    listed = cases.select(pl.concat_str("file", "patient_id", separator=":")).to_series()
    links = pl.read_csv(folder / "links.csv", infer_schema=False).select(
        from_id=pl.concat_str("file", "patient_id", separator=":"),
        to_id=pl.concat_str("file", "linked_patient_id", separator=":"),
    )
    both = pl.col("from_id", "to_id").is_in(listed.implode())
    return undirected(links.filter(pl.all_horizontal(both), pl.col("from_id") != pl.col("to_id")))


def linkable(links: pl.DataFrame, *tables: pl.DataFrame) -> pl.DataFrame:
    """Return the links between people of whom some stay or journey is known."""
    known = pl.concat([table["person_id"] for table in tables]).unique().implode()
    return links.filter(pl.col("a").is_in(known), pl.col("b").is_in(known))


def wuhan_stays(folder: Path) -> pl.DataFrame:
    """Return the stays that have a place and a day; times are Beijing's."""
    cases = pl.read_csv(folder / "cases.csv", infer_schema=False)
    homes = ["province", "city", "district"]
    areas = Areas.of(cases)
    events = pl.read_csv(folder / "events.csv", infer_schema=False).filter(pl.col("file") != "")
    named = events.join(
        cases.select("file", "patient_id", *homes), on=["file", "patient_id"], how="left"
    )
    rows = named.select("place", "file", *homes).rows()
    placed = named.with_columns(
        place_id=pl.Series([areas.key(*row) for row in rows], dtype=pl.String)
    )
    person = pl.concat_str("file", "patient_id", separator=":").alias("person_id")
    return _timed(placed.select(person, "place_id", "start", "end"))


def _timed(rows: pl.DataFrame) -> pl.DataFrame:
    """
    Turn the list's times into stays.

    A day without an hour is a whole day; an end that is a later day's midnight is how the list
    says "that day". Such a stay is known to the day only.
    """
    start, end = _instant("start"), _instant("end")
    by_day = (pl.col("start").str.len_chars() == 10) | (pl.col("end").str.len_chars() == 10)
    days_end = start.dt.truncate("1d").dt.offset_by("1d")
    known = pl.when(end > start).then(end).otherwise(days_end)
    timed = rows.select(
        "person_id",
        "place_id",
        start=start,
        end=known,
        day_only=(by_day | end.is_null() | (end <= start)).fill_null(True),
    )
    return timed.filter(
        pl.col("place_id").is_not_null(),
        pl.col("start").is_not_null(),
        pl.col("start").dt.year().is_between(2019, 2020),
        pl.col("end") - pl.col("start") <= LONGEST,
    )


def _instant(column: str) -> pl.Expr:
    text = pl.col(column)
    time = pl.when(text.str.len_chars() == 10).then(text + " 00:00").otherwise(text)
    return time.str.to_datetime("%Y-%m-%d %H:%M", strict=False).dt.replace_time_zone(HERE)


NUMBER = re.compile(r"(?<![A-Z0-9])([GDCZTKY]\d{1,4}|[A-Z]{2}-?\d{3,4}|\d[A-Z]-?\d{3,4})(?!\d)")


def wuhan_journeys(folder: Path) -> pl.DataFrame:
    """Return the journeys with a train's or flight's number and a day, as stays on that run."""
    rows = pl.read_csv(folder / "travel.csv", infer_schema=False)
    words = pl.concat_str("method", "vehicle_seat", separator=" ", ignore_nulls=True)
    runs = rows.with_columns(
        run=words.map_elements(run_of, pl.String), day=pl.col("date").str.head(10)
    )
    return runs.filter(pl.col("run").is_not_null(), pl.col("day").is_not_null()).select(
        person_id=pl.concat_str("file", "patient_id", separator=":"),
        place_id=pl.concat_str("run", "day", separator=" "),
        start=pl.col("day").str.to_date(),
        end=pl.col("day").str.to_date(),
        coach=pl.col("vehicle_seat").map_elements(coach_of, pl.String),
    )


def run_of(words: str) -> str | None:
    """Return the number of a train or flight."""
    found = NUMBER.search(unicodedata.normalize("NFKC", words).upper())
    return found[1].replace("-", "") if found else None


COACH = re.compile(r"(?<!\d)0?(\d{1,2})号?车|/0?(\d{1,2})/")


def coach_of(words: str) -> str | None:
    """Return the number of a coach, as it is written beside a train's."""
    found = COACH.search(unicodedata.normalize("NFKC", words))
    return (found[1] or found[2]) if found else None


# What kind of place, by how its name ends or what it holds; the first that fits.
KINDS = {
    "care": ("clinics and hospitals", re.compile("医院|卫生|诊所|门诊|医科|院区|疾控|隔离")),
    "gate": ("stations, airports and border posts", re.compile("口岸|机场|站$|码头|收费")),
    "home": (
        "villages, estates and homes",
        re.compile("[村苑组屯庄]$|小区|社区|花园|家$|号楼|公寓|幢"),
    ),
    "other": ("shops, restaurants and other places", re.compile("")),
}
GENERIC = re.compile(
    r"^(本|当地)?(省|市|区|县|镇|乡|村)?(第.{1,2})?"
    r"(人民|中心|中医|传染病|妇幼|工人)*(医院|卫生院|卫生室|菜市场|超市|火车站|汽车站|药店|市场)$"
)
VAGUE = re.compile(
    r"某|附近|未知|不详|^(自?家|家中|住处|家里|公司|办公室|单位|路上|亲属家|亲戚家|就诊)$"
)
TOWN = re.compile("(镇|乡|街道?|区|县|市|省|路)$|^(日本|泰国|新加坡|马来西亚|菲律宾).{0,3}$")
DEED = re.compile(
    "^(曾?去过?|前往|到)|(购物|就餐|用餐|买菜|就诊|看病|住院|上班|发热门诊|急诊|门诊)$"
)


@dataclass(frozen=True)
class Areas:
    """The names of provinces, cities and districts that occur in the list."""

    names: frozenset[str]

    @classmethod
    def of(cls, cases: pl.DataFrame) -> "Areas":
        """Return those that patients live in."""
        found = (
            cases[column].drop_nulls().to_list() for column in ("province", "city", "district")
        )
        whole = {plain(name) for names in found for name in names} | {"湖北", "武汉"}
        return cls(frozenset(whole | {re.sub("[省市区县]$", "", name) for name in whole} - {""}))

    def key(self, written: str | None, sheet: str, *home: str | None) -> str | None:
        """Return a key that a place has whoever wrote of it, or None for what is no place."""
        name = DEED.sub("", plain(written or ""))
        name = DEED.sub("", name)
        if len(name) < 2 or VAGUE.search(name) or name in self.names or TOWN.search(name):
            return None
        kind = next(kind for kind, (_, pattern) in KINDS.items() if pattern.search(name))
        province, *nearer = (plain(area or "") for area in home)
        local = self._without_area(name, (province, *nearer))
        if GENERIC.match(local):
            where = name[: -len(local)] or next((area for area in reversed(nearer) if area), "")
            return f"{kind}:{local} of {where or province or sheet}"
        return f"{kind}:{local} of {province or sheet}" if len(local) < 5 else f"{kind}:{local}"

    def _without_area(self, name: str, home: Iterable[str]) -> str:
        """Return a name without the areas of the patient's home that it begins with."""
        for area in home:
            short = re.sub("[省市区县]$", "", area)
            for beginning in (area, short):
                if (
                    len(beginning) > 1
                    and name.startswith(beginning)
                    and len(name) > len(beginning) + 1
                ):
                    name = name.removeprefix(beginning)
                    break
        return name


def plain(written: str) -> str:
    """Return a name without spaces, slashes, brackets' contents and full-width letters."""
    name = unicodedata.normalize("NFKC", written)
    return re.sub(r"\(.*?\)|[\s/,、。;:·\-]", "", name).lower()


# Households with sensors: do traced minutes tell who was infected?


def households(folder: Path) -> dict[str, object]:
    """Return whether people who were longer with the infected were infected themselves."""
    people = pl.read_csv(folder / "metadata.csv")
    events = proximity(folder)
    index = tracing.build(events)
    first = people.filter(pl.col("index") == "Index")["indid"]
    positive = people.filter(pl.col("sars") == "Positive")["indid"]
    others = people.filter(pl.col("index") == "Contact")
    return {
        "proximity events, each told once": events.height // 2,
        "household members beside the first case": others.height,
        "of whom infected": others.filter(pl.col("sars") == "Positive").height,
        **_ranking(others.join(_minutes(index, first), **WITH), "the first case"),
        **_ranking(others.join(_minutes(index, positive), **WITH), "anybody infected"),
    }


WITH = {"on": "indid", "how": "left"}


def _minutes(index: tracing.Index, people: pl.Series) -> pl.DataFrame:
    """Return how long everybody was with some people."""
    met = index.contacts_of(people, **ANYTIME, min_overlap=timedelta(0))
    return met.group_by(indid="to_id").agg(minutes=pl.col("overlap_s").sum() / 60)


def _ranking(others: pl.DataFrame, whom: str) -> dict[str, str]:
    others = others.with_columns(pl.col("minutes").fill_null(0))
    infected, spared = (
        others.filter(pl.col("sars") == outcome)["minutes"] for outcome in ("Positive", "Negative")
    )
    within, comparisons = _within_households(others)
    return {
        f"median minutes with {whom}: infected / not infected": (
            f"{infected.median():.1f} / {spared.median():.1f}"
        ),
        f"chance that an infected one was longer with {whom} (AUC)": (
            f"{_wins(infected.to_numpy(), spared.to_numpy()).mean():.2f}"
        ),
        f"the same within one household ({comparisons} comparisons; {whom})": within,
    }


def proximity(folder: Path) -> pl.DataFrame:
    """
    Return two stays per event, at a place of that pair alone.

    Some sensors' clocks begin in 1970; those events are moved fifty years on, all by as much.
    """
    rows = pl.read_csv(folder / "contact_network.csv.gz").filter(
        pl.col("indid1") < pl.col("indid2")
    )
    told = pl.col("t").str.to_datetime("%Y-%m-%d %H:%M:%S", time_zone="UTC")
    start = pl.when(told.dt.year() < 2001).then(told.dt.offset_by("50y")).otherwise(told)
    events = rows.with_columns(
        start=start, place_id=pl.concat_str("indid1", "indid2", separator=" ")
    )
    ends = pl.col("start") + pl.duration(seconds="duration_sec")
    sides = (
        events.select(pl.col(side).alias("person_id"), "place_id", "start", end=ends)
        for side in ("indid1", "indid2")
    )
    return pl.concat(sides)


def _within_households(others: pl.DataFrame) -> tuple[str, int]:
    wins = []
    for _, household in others.group_by("hhid"):
        positive = household["sars"].to_numpy() == "Positive"
        minutes = household["minutes"].to_numpy()
        wins.append(_wins(minutes[positive], minutes[~positive]).ravel())
    every = np.concatenate(wins)
    return f"{every.mean():.2f}", len(every)


def _wins(infected: np.ndarray, spared: np.ndarray) -> np.ndarray:
    """Compare each with each: 1 if the infected one was there longer, a half if as long."""
    difference = infected[:, None] - spared[None, :]
    return (difference > 0) + (difference == 0) / 2


def undirected(met: pl.DataFrame) -> pl.DataFrame:
    """Return pairs of people, each once."""
    return met.select(
        a=pl.min_horizontal("from_id", "to_id"), b=pl.max_horizontal("from_id", "to_id")
    ).unique()


def common(pairs: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that are among the others too."""
    return pairs.join(others, on=["a", "b"], how="semi")
