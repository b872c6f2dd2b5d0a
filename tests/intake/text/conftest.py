from datetime import date
from zoneinfo import ZoneInfo

import pytest

from firebreak.engine.dates import write_when
from firebreak.intake.text import read_text

HERE = ZoneInfo("Asia/Shanghai")


class Found:
    """A reading, and what a test asks of it."""

    def __init__(self, reading):
        self.reading = reading

    def of(self, kind, /, **fields):
        """Return the drafts of a kind that have these values."""
        drafts = [draft for draft in self.reading.drafts if draft.kind == kind]
        return [d for d in drafts if all(d.value(k) == v for k, v in fields.items())]

    def one(self, kind, /, **fields):
        """Return the only draft of a kind that has these values."""
        [draft] = self.of(kind, **fields)
        return draft

    def person(self, name):
        return self.one("person", name=name)

    def about(self, kind, person):
        """Return the drafts of a kind that are linked to a person."""
        return [draft for draft in self.of(kind) if draft.links.get("person") == person.key]

    def notes(self, code):
        return [note for note in self.reading.notes if note.code == code]


def when(draft, field="when"):
    """Write the time of a draft, as `engine.dates` does."""
    value = draft.fields.get(field)
    return value and write_when(value.value, zone=HERE)


@pytest.fixture
def read():
    def read_one(text, published=date(2020, 2, 4)):
        return Found(read_text(text, published=published))

    return read_one
