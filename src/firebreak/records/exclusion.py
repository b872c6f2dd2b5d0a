"""Whether the negative results on file exclude a case, as the edition in force asks for them."""

import polars as pl

from firebreak.engine.duties.exclusion import exclusions
from firebreak.engine.tables import EVENTS, check_table
from firebreak.engine.when import When
from firebreak.records import tables
from firebreak.records.editions import protocols
from firebreak.records.models import Case, Classification, Sample, Test


def negatives_exclude(case: Case, when: When) -> bool:
    """
    Say whether a case has the negatives that exclude it at a time.

    Where no edition in force says how many are enough, none are.
    """
    if when.start is None:
        return False
    tests = dict(Test.objects.filter(sample__person=case.person).values_list("id", "sample_id"))
    samples = pl.DataFrame({"id": list(tests), "sample": list(tests.values())})
    held = exclusions(_events(case, when, list(tests)), protocols(), samples)
    about_to_be = held.filter(pl.col("record").is_null())
    return about_to_be.filter(pl.col("apart") >= pl.col("asked")).height > 0


def _events(case: Case, when: When, tests: list[int]) -> pl.DataFrame:
    """What the record holds of the case, and the exclusion as if it were on file."""
    steps = list(case.classifications.values_list("id", flat=True))
    samples = list(Sample.objects.filter(person=case.person).values_list("id", flat=True))
    exclusion = {
        "subject": case.person_id,
        "kind": "case.excluded",
        "pathogen": case.pathogen,
        "happened_at": when.start,
        "happened_until": when.end,
    }
    return pl.concat(
        [
            tables.events([Classification], steps),
            tables.events([Sample], samples),
            tables.events([Test], tests),
            check_table(pl.DataFrame([exclusion]), EVENTS, "events"),
        ]
    )
