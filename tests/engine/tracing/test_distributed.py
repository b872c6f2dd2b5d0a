"""Several machines give the answer of one, also when one of them dies half-way."""

import ast
import inspect
import os
import re
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from firebreak.engine import tracing
from firebreak.engine.duties.protocols import Manner, Text
from firebreak.engine.tracing import StayError, StaysIndexError, distributed

pa = pytest.importorskip("pyarrow")
dask = pytest.importorskip("distributed")

FIRST = datetime(2020, 2, 3, tzinfo=UTC)
START, END = FIRST + timedelta(hours=7), FIRST + timedelta(hours=31)
HALF_HOUR = timedelta(minutes=30)
HUB = "station"


@pytest.fixture(scope="module")
def cluster():
    """Return a cluster of three processes; a worker that is killed is started again."""
    with dask.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as running:
        yield running


@pytest.fixture
def client(cluster):
    with dask.Client(cluster, set_as_default=False) as connected:
        connected.wait_for_workers(3)
        yield connected


@pytest.fixture(scope="module")
def stays():
    """Return two days of 300 people at 40 places; a third of the stays are at the station."""
    chance = np.random.default_rng(3)
    count = 6_000
    place = np.where(
        chance.random(count) < 0.33,
        HUB,
        np.char.add("p", chance.integers(0, 40, count).astype(str)),
    )
    start = pl.Series(chance.integers(0, 2 * 1440, count)) * 60_000_000
    return pl.DataFrame(
        {
            "person_id": np.char.add("citizen-", chance.integers(0, 300, count).astype(str)),
            "place_id": place,
            "start": start.cast(pl.Duration("us")) + FIRST,
            "minutes": chance.integers(5, 200, count),
            "day_only": chance.random(count) < 0.05,
            "ends": chance.random(count) > 0.05,
        }
    ).select(
        "person_id",
        "place_id",
        "start",
        end=pl.when("ends").then(pl.col("start") + pl.duration(minutes="minutes")),
        day_only="day_only",
    )


@pytest.fixture(scope="module")
def files(stays, tmp_path_factory):
    """Return the stays in eight files, in no order."""
    folder = tmp_path_factory.mktemp("stays")
    shuffled = stays.sample(fraction=1.0, shuffle=True, seed=1)
    for number, part in enumerate(shuffled.iter_slices(-(-stays.height // 8))):
        part.write_parquet(folder / f"part-{number}.parquet")
    return folder


@pytest.fixture(scope="module")
def local(stays):
    return tracing.build(stays, assume_end=HALF_HOUR)


@pytest.fixture(scope="module")
def pairs(local):
    """Return the pairs that one machine finds."""
    return in_order(local.pairs(START, END).table)


def in_order(found):
    found = found.lazy().collect()
    first, second = pl.min_horizontal("a_id", "b_id"), pl.max_horizontal("a_id", "b_id")
    plain = found.select("place_id", first.alias("a_id"), second.alias("b_id"), "overlap_s")
    return plain.sort("place_id", "a_id", "b_id")


PEOPLE = [f"citizen-{number}" for number in range(0, 300, 7)]


@pytest.fixture(scope="module")
def contacts(local):
    return local.contacts_of(PEOPLE, START, END).sort(pl.all())


class Kills(dask.diagnostics.plugin.SchedulerPlugin):
    """Kills the worker that is the first to finish some sort of work."""

    name = "kills"

    def __init__(self, work, pids):
        self.work, self.pids, self.killed = work, pids, []

    def transition(self, key, start, finish, *args, worker=None, **details):
        if finish == "memory" and worker and not self.killed and str(key).startswith(self.work):
            os.kill(self.pids[worker], signal.SIGKILL)
            self.killed.append(worker)


@pytest.fixture
def kill_after(cluster, client):
    """Return a function: the first worker to finish the work named is killed."""
    plugins = []

    def kill(work):
        plugin = Kills(work, client.run(os.getpid))
        cluster.scheduler.add_plugin(plugin)
        plugins.append(plugin)
        return plugin

    yield kill
    for plugin in plugins:
        cluster.scheduler.remove_plugin(plugin.name)


def test_several_machines_find_the_contacts_that_one_finds(client, files, contacts):
    found = distributed.contacts_of(files, PEOPLE, START, END, client=client, assume_end=HALF_HOUR)
    assert contacts.height > 1_000
    assert set(contacts["certain"]) == set(contacts["end_assumed"]) == {True, False}
    assert found.sort(pl.all()).equals(contacts)


def test_everybody_may_have_a_window_of_his_own(client, files, local):
    hours = pl.Series(range(len(PEOPLE))).cast(pl.Int64)
    people = pl.DataFrame({"person_id": PEOPLE, "start": START, "hours": hours}).select(
        "person_id", "start", end=pl.col("start") + pl.duration(hours="hours")
    )
    found = distributed.contacts_of(files, people, client=client, assume_end=HALF_HOUR)
    assert found.sort(pl.all()).equals(local.contacts_of(people).sort(pl.all()))


# By the rules of an edition, with places within places


def manner(id, at, level="place", **more):
    text = Text(id, id)
    known = {"contact": "close", "manner": "other", "source": "s"} | more
    return Manner(id=id, name=text, at=at, level=level, **known)


#: Rows of a train first, then its carriages; a table before its restaurant; a quarter of an hour.
MANNERS = (
    manner("near", ("train",), within_rows=1),
    manner("table", ("restaurant",), level="table", min_overlap=timedelta(minutes=15)),
    manner("inn", ("restaurant",), contact="general", min_overlap=timedelta(hours=1)),
    manner("train", ("train",), contact="general", min_overlap=timedelta(hours=1)),
)


@pytest.fixture(scope="module")
def nested():
    """Return the table of 40 places: inns with three tables each, trains with carriages and rows."""
    rows = [(HUB, None, "station", None)]
    for number in range(0, 20, 4):
        rows.append((f"p{number}", None, "restaurant", None))
        rows += [(f"p{n}", f"p{number}", "table", None) for n in range(number + 1, number + 4)]
    for number in range(20, 40, 5):
        rows.append((f"p{number}", None, "train", None))
        rows.append((f"p{number + 1}", f"p{number}", "carriage", None))
        rows += [(f"p{number + n}", f"p{number + 1}", "row", n) for n in (2, 3, 4)]
    names = {"place_id": pl.String, "within": pl.String, "kind": pl.String, "row": pl.Int64}
    return pl.DataFrame(rows, names, orient="row")


@pytest.fixture(scope="module")
def by_manners(stays, nested):
    """Return the contacts that one machine finds by these rules."""
    index = tracing.build(stays, places=nested, assume_end=HALF_HOUR)
    return index.contacts_of(PEOPLE, START, END, manners=MANNERS).sort(pl.all())


def test_by_the_rules_of_an_edition_several_machines_find_what_one_finds(
    client, files, nested, by_manners
):
    found = distributed.contacts_of(
        *(files, PEOPLE, START, END),
        client=client,
        manners=MANNERS,
        places=nested,
        assume_end=HALF_HOUR,
        shares=7,
    )
    assert set(by_manners["rule"]) == {rule.id for rule in MANNERS}
    assert set(by_manners["certain"]) == {True, False}
    assert found.sort(pl.all()).equals(by_manners)


def test_the_table_of_places_may_be_a_file(client, files, nested, by_manners, tmp_path):
    nested.write_parquet(tmp_path / "places.parquet")
    found = distributed.contacts_of(
        *(files, PEOPLE, START, END),
        client=client,
        manners=MANNERS,
        places=tmp_path / "places.parquet",
        assume_end=HALF_HOUR,
    )
    assert found.sort(pl.all()).equals(by_manners)


def test_rules_give_the_same_when_a_worker_is_killed_half_way(
    client, files, nested, by_manners, kill_after
):
    plugin = kill_after("_split_at")
    found = distributed.contacts_of(
        *(files, PEOPLE, START, END),
        client=client,
        manners=MANNERS,
        places=nested,
        assume_end=HALF_HOUR,
    )
    assert plugin.killed
    assert found.sort(pl.all()).equals(by_manners)


def test_without_rules_what_encloses_a_place_makes_no_meeting(client, files, nested, contacts):
    found = distributed.contacts_of(
        files, PEOPLE, START, END, client=client, places=nested, assume_end=HALF_HOUR
    )
    assert found.sort(pl.all()).equals(contacts)


def test_where_somebody_sat_before_the_time_asked_about_counts_as_on_one_machine(client):
    """His stay in the carriage, told in two parts, is not vaguer than the row he had for a while."""
    places = pl.DataFrame(
        {
            "place_id": ["train", "row 1", "row 9"],
            "within": [None, "train", "train"],
            "kind": ["train", "row", "row"],
            "row": [None, 1, 9],
        }
    )
    hours = [
        ("a", "row 1", 26, 28),
        ("b", "train", 1, 25),
        ("b", "train", 25, 28),
        ("b", "row 9", 24, 28),
    ]
    at = [FIRST + timedelta(hours=hour) for hour in range(30)]
    stays = [
        pl.DataFrame(
            {"person_id": [who], "place_id": [where], "start": [at[since]], "end": [at[end]]}
        )
        for who, where, since, end in hours
    ]
    expected = tracing.build(pl.concat(stays), places=places).contacts_of("a", manners=MANNERS)
    assert expected.select("rule", "certain").rows() == [("near", False)]
    found = distributed.contacts_of(stays, "a", client=client, manners=MANNERS, places=places)
    assert found.equals(expected)


def test_places_in_a_circle_are_refused_before_anything_is_sent(client, files):
    circle = pl.DataFrame({"place_id": ["a", "b"], "within": ["b", "a"]})
    with pytest.raises(StaysIndexError, match="never end"):
        distributed.contacts_of(files, PEOPLE, client=client, places=circle, manners=MANNERS)


def test_people_who_were_nowhere_met_nobody(client, files):
    found = distributed.contacts_of(files, ["nobody"], client=client, assume_end=HALF_HOUR)
    assert found.is_empty()


@pytest.mark.parametrize("popular", [1, 500, 1_000_000], ids=["every", "the station", "no"])
def test_several_machines_find_the_pairs_that_one_finds(client, files, pairs, popular):
    """Whether every place is cut into slots, the station alone, or none."""
    found = distributed.pairs(
        files, START, END, client=client, popular=popular, assume_end=HALF_HOUR, shares=7
    )
    assert pairs.filter(pl.col("place_id") == HUB).height > 1_000
    assert in_order(found.table).equals(pairs)


@pytest.mark.parametrize("minutes", [7, 60, 600])
def test_the_length_of_a_slot_changes_nothing(client, files, pairs, minutes):
    found = distributed.pairs(
        *(files, START, END),
        client=client,
        popular=500,
        slot=timedelta(minutes=minutes),
        assume_end=HALF_HOUR,
    )
    assert in_order(found.table).equals(pairs)


def test_frames_are_dealt_out_like_files(client, stays, pairs):
    halves = [stays[:3_000], stays[3_000:]]
    found = distributed.pairs(halves, START, END, client=client, assume_end=HALF_HOUR, popular=500)
    assert in_order(found.table).equals(pairs)


def test_pairs_can_be_written_where_they_are_found(client, files, pairs, tmp_path):
    folder = tmp_path / "pairs"
    written = distributed.pairs(
        files, START, END, client=client, to=folder, shares=5, assume_end=HALF_HOUR, popular=500
    )
    assert {path.name for path in folder.iterdir()} == {f"pairs-{n:05}.parquet" for n in range(5)}
    assert in_order(written.table).equals(pairs)


@pytest.mark.parametrize("popular", [500, 1_000_000], ids=["counted before", "counted as listed"])
def test_a_place_with_too_many_pairs_is_named_and_not_listed(client, files, local, popular):
    expected = local.pairs(START, END, limit=1_000)
    found = distributed.pairs(
        *(files, START, END), client=client, limit=1_000, popular=popular, assume_end=HALF_HOUR
    )
    assert found.capped["place_id"].to_list() == [HUB]
    assert found.capped.equals(expected.capped)
    assert in_order(found.table).equals(in_order(expected.table))


def test_possible_meetings_count_when_asked_for(client, files, local, pairs):
    expected = in_order(local.pairs(START, END, possible=True).table)
    found = distributed.pairs(
        *(files, START, END), client=client, possible=True, popular=500, assume_end=HALF_HOUR
    )
    assert in_order(found.table).equals(expected)
    assert expected.height > pairs.height


@pytest.mark.parametrize("work", ["_split", "_pairs"])
def test_pairs_are_the_same_when_a_worker_is_killed_half_way(
    client, files, pairs, kill_after, work
):
    plugin = kill_after(work)
    found = distributed.pairs(
        files, START, END, client=client, popular=500, assume_end=HALF_HOUR, shares=7
    )
    assert plugin.killed
    assert in_order(found.table).equals(pairs)


@pytest.mark.parametrize("work", ["_split_at"])
def test_contacts_are_the_same_when_a_worker_is_killed_half_way(
    client, files, contacts, kill_after, work
):
    plugin = kill_after(work)
    found = distributed.contacts_of(files, PEOPLE, START, END, client=client, assume_end=HALF_HOUR)
    assert plugin.killed
    assert found.sort(pl.all()).equals(contacts)


def test_a_bad_stay_is_named_by_file_and_row(client, stays, tmp_path):
    bad = stays.head(3).with_columns(end=pl.col("start"))
    bad.write_parquet(tmp_path / "bad.parquet")
    with pytest.raises(StayError, match=r"bad\.parquet, row 1: it does not end after it starts"):
        distributed.pairs(tmp_path, START, END, client=client)


def test_no_file_is_an_error_that_says_what_to_give(client, tmp_path):
    with pytest.raises(StaysIndexError, match="There is no file"):
        distributed.pairs(tmp_path / "*.parquet", START, END, client=client)


def test_without_a_cluster_it_says_how_to_connect(files):
    with pytest.raises(StaysIndexError, match="Connect first"):
        distributed.pairs(files, START, END)


def test_without_dask_it_says_how_to_install_it(monkeypatch, files):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StaysIndexError, match=r"pip install 'firebreak\[distributed\]'"):
        distributed.contacts_of(files, ["somebody"], START, END)


def test_a_partition_of_arrow_batches_gives_the_pairs_of_its_places(stays, local):
    whole = stays.drop_nulls("end").drop("day_only")
    here = whole.filter(pl.col("place_id").is_in(["p1", "p2", HUB]))
    batches = here.to_arrow().to_batches(max_chunksize=100)
    found = pa.Table.from_batches(distributed.pairs_of_batches(iter(batches), START, END))
    assert {str(field.type) for field in found.schema} == {"string", "int64"}
    expected = tracing.build(whole).pairs(START, END).table
    expected = expected.filter(pl.col("place_id").is_in(["p1", "p2", HUB]))
    assert in_order(pl.DataFrame(pl.from_arrow(found))).equals(in_order(expected))


def test_a_partition_without_stays_gives_nothing():
    assert list(distributed.pairs_of_batches(iter([]), START, END)) == []


def test_what_the_manual_calls_is_there():
    manual = Path(__file__).parents[3] / "docs" / "how-to" / "trace-a-province.md"
    blocks = re.findall(r"```python\n(.*?)```", manual.read_text(encoding="utf-8"), re.DOTALL)
    calls = [
        (node, ast.unparse(node.args[0] if ast.unparse(node.func) == "partial" else node.func))
        for block in blocks
        for node in ast.walk(ast.parse(block))
        if isinstance(node, ast.Call) and "fb.tracing.distributed." in ast.unparse(node)
    ]
    named = {
        name.rpartition(".")[2]: {keyword.arg for keyword in node.keywords}
        for node, name in calls
        if name.startswith("fb.tracing.distributed.")
    }
    assert set(named) == {"contacts_of", "pairs", "pairs_of_batches"}
    for function, keywords in named.items():
        assert keywords <= set(inspect.signature(getattr(distributed, function)).parameters)
