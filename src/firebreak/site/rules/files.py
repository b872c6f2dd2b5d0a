"""The lists of editions, of the rules of one, and of the work of a change, as files."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.site.download import as_file
from firebreak.site.rules.changing import Contacts
from firebreak.site.rules.newly_met import NewlyMet
from firebreak.site.spans import span
from firebreak.site.traces.files import met_columns, met_exported
from firebreak.site.words import apart


def editions(request: HttpRequest, rows: list[dict]) -> HttpResponse:
    """Give the editions, in the order of the page."""
    columns = [
        ("name", _("Edition")),
        ("family", _("Kind")),
        ("pathogen", _("Pathogen")),
        ("jurisdiction", _("Jurisdiction")),
        ("valid_from", _("In force from")),
        ("valid_to", _("In force until")),
        ("in_force", _("In force now")),
        ("duties_number", _("Duties")),
        ("looser", _("Looser than a wider edition in force")),
        ("id", _("Name of the file")),
    ]
    return as_file(request, "editions", columns, map(_edition, rows))


def duties(request: HttpRequest, edition: str, rows: list[dict]) -> HttpResponse:
    """Give the duties of an edition."""
    columns = [
        ("name", _("Duty")),
        ("starts", _("Starts with")),
        ("fulfilled_by", _("Fulfilled by")),
        ("within", _("Within")),
        ("holders", _("Held by")),
        ("escalation", _("If breached")),
        ("source", _("Source")),
        ("to_confirm", _("Default, to be confirmed")),
    ]
    return as_file(request, f"edition-duties-{edition}", columns, map(_duty, rows))


def manners(request: HttpRequest, edition: str, rows: list[dict]) -> HttpResponse:
    """Give who counts as a contact by an edition."""
    columns = [
        ("name", _("How they met")),
        ("min_overlap", _("Together for at least")),
        ("contact", _("Counts as")),
        ("source", _("Source")),
        ("to_confirm", _("Default, to be confirmed")),
    ]
    return as_file(request, f"edition-contacts-{edition}", columns, map(_manner, rows))


def chances(request: HttpRequest, edition: str, rows: list[dict]) -> HttpResponse:
    """Give where posts should hold somebody back by an edition."""
    columns = [
        ("name", _("Rule")),
        ("starts", _("Where it is met")),
        ("answered_by", _("What has to follow")),
        ("within", _("Within")),
        ("source", _("Source")),
        ("to_confirm", _("Default, to be confirmed")),
    ]
    return as_file(request, f"edition-chances-{edition}", columns, map(_chance, rows))


def changed_contacts(request: HttpRequest, edition: str, found: Contacts) -> HttpResponse:
    """Give the contacts on file that a change of edition makes, or unmakes."""
    columns = [
        ("change_word", _("Change")),
        ("name", _("Who")),
        ("case", _("Case")),
        ("start", _("Exposure")),
        ("why", _("Why")),
        ("placed", _("Kept somewhere already")),
    ]
    return as_file(request, f"change-{edition}", columns, found[: len(found)])


def changed_duties(request: HttpRequest, edition: str, rows: list[dict]) -> HttpResponse:
    """Give the duties a change of edition changes, by rule and county."""
    columns = [
        ("change_word", _("Change")),
        ("rule_name", _("Duty")),
        ("county_name", _("County")),
        ("n", _("How many")),
    ]
    return as_file(request, f"change-duties-{edition}", columns, rows)


def met(request: HttpRequest, edition: str, found: NewlyMet) -> HttpResponse:
    """Give whom cases met who is a contact only by the new edition."""
    rows: Iterator[dict] = met_exported(found[: len(found)])
    return as_file(request, f"change-met-{edition}", met_columns(of_cases=True), rows)


def _edition(row: dict) -> dict:
    days = {name: row[name] and localdate(row[name]) for name in ("valid_from", "valid_to")}
    return row | days | {"looser": apart(row["looser"])}


def _duty(row: dict) -> dict:
    windows = [f"{word} {opens:%H:%M}–{closes:%H:%M}" for word, opens, closes in row["windows"]]
    within = [span(row["within"])] if row["within"] else []
    steps = [_step(after, role) for after, role in row["escalation"]]
    return row | {"within": apart([*within, *windows]), "escalation": apart(steps)}


def _step(after, role: str) -> str:
    when = _("after %(time)s") % {"time": span(after)} if after else _("at once")
    return when + pgettext("list", ": ") + role


def _manner(row: dict) -> dict:
    overlap = row["min_overlap"]
    return row | {"min_overlap": span(overlap) if overlap else _("any time")}


def _chance(row: dict) -> dict:
    at_once = _("at once") if row["answered_by"] else ""
    return row | {"within": span(row["within"]) if row["within"] else at_once}
