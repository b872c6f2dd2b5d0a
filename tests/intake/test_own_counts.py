"""A file of counts that this installation made itself: nobody published them."""

from datetime import date
from zoneinfo import ZoneInfo

from firebreak.engine.when import When
from firebreak.intake.accepting import accept_certain
from firebreak.intake.drafts import Draft, Value
from firebreak.intake.kept import notes_of
from firebreak.intake.own_ids import home, own_counts
from firebreak.outputs.exchange import hxl
from firebreak.records.models import Report

HERE = ZoneInfo("Asia/Shanghai")


def counts(source: str, day: int = 2) -> bytes:
    said = {
        "what": "confirmed",
        "number": 12,
        "unit": "荷塘区",
        "until": When.day(date(2020, 2, day), HERE),
    }
    total = Draft("t", "total", {name: Value(value) for name, value in said.items()})
    return hxl.write([total], zone=HERE, counted_by=source).content


def test_our_own_counts_are_not_proposed_and_a_sentence_says_why(take_in):
    reading = take_in(counts(own_counts(home())), name="counts.csv").reading
    assert reading.problem["code"] == "own_counts"
    assert reading.drafts.count() == 0


def test_the_counts_of_another_installation_are_what_it_says(take_in):
    reading = take_in(counts(own_counts("4303")), name="counts.csv").reading
    assert reading.problem is None
    accept_certain(by=None, reading=reading)
    assert Report.objects.get().figures == {"confirmed": 12}


def test_of_two_files_put_together_only_our_own_rows_are_left_out(take_in):
    theirs, ours = counts(own_counts("4303")), counts(own_counts(home()), day=3)
    reading = take_in(theirs + ours.splitlines()[-1], name="counts.csv").reading
    assert reading.drafts.count() == 1
    assert [note.code for note in notes_of(reading)] == ["own_counts"]
