"""7-1-7 of the outbreaks, and an indicator by county, as files."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from firebreak.outputs.brief.make import target_state_word
from firebreak.site.download import as_cell, as_file
from firebreak.site.templatetags.pages import when_between


def seven_one_seven(request: HttpRequest, outbreaks: list[dict]) -> dict[str, partial]:
    """Return the targets and the milestones of the outbreaks as lists of the page, by name."""
    targets = [
        ("outbreak", _("Outbreak")),
        ("word", _("Target")),
        ("taken", _("Days taken")),
        ("limit_days", _("Days allowed")),
        ("state", _("State")),
        ("due_on", _("Last day to meet it")),
    ]
    milestones = [
        ("outbreak", _("Outbreak")),
        ("word", _("Milestone")),
        ("state", _("State")),
        ("happened_at", _("Happened")),
        ("stored_at", _("Stored")),
    ]
    met, steps = _targets(outbreaks), _milestones(outbreaks)
    return {
        "targets": partial(as_file, request, "seven-one-seven", targets, met),
        "milestones": partial(as_file, request, "milestones", milestones, steps),
    }


def counties(request: HttpRequest, id: str, rows: list[dict]) -> HttpResponse:
    """Give an indicator by county."""
    columns = [
        ("name", _("County")),
        ("shown", _("Value")),
        ("numerator", _("Counted")),
        ("denominator", _("Out of")),
        ("pending", _("Pending")),
    ]
    return as_file(request, f"indicator-counties-{id}", columns, rows)


def _targets(outbreaks: list[dict]) -> Iterator[dict]:
    for item in outbreaks:
        for row in item["targets"]:
            yield row | {
                "outbreak": str(item["outbreak"]),
                "state": target_state_word(row["state"]),
            }


def _milestones(outbreaks: list[dict]) -> Iterator[dict]:
    words = {"done": _("done"), "not_applicable": _("not applicable")}
    for item in outbreaks:
        for row in item["milestones"]:
            yield row | {
                "outbreak": str(item["outbreak"]),
                "state": words.get(row["state"], _("not done yet")),
                "happened_at": _happened(row),
            }


def _happened(row: dict) -> datetime | date | str | None:
    at, until = row["happened_at"], row["happened_until"]
    return as_cell(when_between(at, until)) if at else None
