"""The manual names every field there is, and gives no heading that is not recognised."""

import re
from pathlib import Path

from firebreak.intake.linelist import FIELDS
from firebreak.intake.linelist.headings import match_headings

MANUAL = Path(__file__).parents[2] / "docs" / "how-to" / "import-a-line-list.md"
TITLES = {
    "cases": "Cases",
    "places": "Places visited",
    "counts": "Published counts",
    "journeys": "Journeys",
    "links": "Links between cases",
    "contacts": "Contacts",
    "tests": "Results of tests",
}


def test_the_manual_names_every_field_and_only_headings_that_work():
    text = MANUAL.read_text("utf-8")
    for kind, fields in FIELDS.items():
        table = text.split(f"### {TITLES[kind]}\n")[1].split("###")[0]
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.*?) \|$", table, re.M)
        assert [(name, en, zh) for name, en, zh, _ in rows] == [
            (name, field.en, field.zh) for name, field in fields.items()
        ]
        for name, en, zh, headings in rows:
            for heading in filter(None, (en, zh, *headings.split(", "))):
                match = match_headings([[heading, "url" if name == "note" else "note"]], kind=kind)
                assert match is not None, heading
                assert match.columns[0].field == name, heading
