"""What a duty's holder does next: the form that makes the record that fulfils it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from firebreak.engine.duties.protocols import Duty, Round
from firebreak.site.navigation import address


@dataclass(frozen=True)
class Step:
    """A link to a form, with what is known filled in."""

    href: str
    label: str


def next_step(
    row: dict[str, Any], rule: Duty | Round, case_id: int | None, may_enter
) -> Step | None:
    """
    Return the form that fulfils an open duty, if the reader may fill it in.

    Which form it is follows from what the rule waits for, so a new edition needs no new code.
    """
    form = _form(rule.fulfilled_by[0], row)
    path = address(form.entry) if form and may_enter(form.action) else ""
    if not path:
        return None
    query = {**form.query, **_subject(row), **({"case": case_id} if case_id else {})}
    return Step(f"{path}?{urlencode(query)}", form.label)


@dataclass(frozen=True)
class _Form:
    action: str
    entry: str
    label: str
    query: dict[str, Any] = field(default_factory=dict)


def _subject(row: dict[str, Any]) -> dict[str, Any]:
    return {str(row["subject_kind"]): row["subject"]}


def _form(kind: str, row: dict[str, Any]) -> _Form | None:
    family, verb, *rest = kind.split(".")
    if family == "test":
        return _test_form(row["holder_role"])
    if family == "sample":
        return _Form("samples.take", "entry_sample", _("Take a sample"))
    if family == "placement":
        return _Form("placements.begin", "entry_placement", _("Begin the placement"))
    if family == "check":
        return _Form("checks.record", "entry_check", _("Enter the check"), {"kind": verb})
    if family == "report" and verb == "reviewed":
        return _Form("reports.review", "entry_review", _("Review"), {"report": row["start_record"]})
    if family == "report":
        return _Form("reports.send", "entry_report", _("Send the report"), _kind(rest))
    return None


def _test_form(holder: str) -> _Form:
    # The clock of a suspect's test passes through three hands, and each has its own form.
    if holder == "laboratory":
        return _Form("tests.result", "entry_result", _("Enter the result"))
    if holder == "carrier":
        return _Form("samples.receive", "entry_receipt", _("Receive the sample"))
    return _Form("samples.take", "entry_sample", _("Take a sample"))


def _kind(rest: list[str]) -> dict[str, str]:
    return {"kind": rest[0]}
