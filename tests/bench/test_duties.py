"""The events whose duties are timed are events, and their duties the same as written by hand."""

from bench.duties import NOW, compare, generate

from firebreak.engine.duties.clocks import duties
from firebreak.engine.duties.protocols import load_protocols
from firebreak.engine.tables import EVENTS


def test_the_events_have_every_column_and_duties():
    events = generate(50, 7, shuffled=False)
    assert events.schema == EVENTS
    found = duties(events, load_protocols(), now=NOW)
    assert {"met", "overdue"} <= set(found["state"])


def test_they_can_be_compared_with_sqlite(capsys):
    compare(generate(50, 7, shuffled=True), load_protocols())
    assert "SQLite" in capsys.readouterr().out
