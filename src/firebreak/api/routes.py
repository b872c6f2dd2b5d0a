"""The addresses of the API."""

import json

import polars as pl
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import django_auth

from firebreak.api import refusals
from firebreak.api.inbox import InboxAuth, TooLarge, Unreadable, taken_in
from firebreak.api.schemas import (
    CaseRow,
    DutyRow,
    EventRow,
    KeptMessage,
    Message,
    Page,
    Refusal,
    UnitRow,
)
from firebreak.engine.duties.clocks import STATES
from firebreak.engine.kinds import matching
from firebreak.outputs.brief import as_json, brief
from firebreak.records.actions import exports
from firebreak.records.actions.tokens import TooMany
from firebreak.records.models import Person
from firebreak.records.situation import Situation, situation, visible
from firebreak.records.visibility import Refused
from firebreak.site.cases.chosen import chosen
from firebreak.site.duties.views import by_urgency

MOST = 500
MOST_ROWS = 2**31
api = NinjaAPI(
    title="Firebreak",
    version="1",
    description=__doc__,
    auth=django_auth,
    docs_url=None,  # the page of documentation would need scripts our policy does not allow
    urls_namespace="api",
)
REFUSALS = {400: Refusal, 401: Refusal, 403: Refusal, 404: Refusal, 422: Refusal}
Limit = Query(50, ge=1, le=MOST, description="most rows to answer with")
Offset = Query(0, ge=0, le=MOST_ROWS, description="rows to leave out at the beginning")


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused):
    return api.create_response(request, {"detail": str(refusal)}, status=403)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, absence: Http404):
    return api.create_response(
        request, {"detail": str(absence) or _("There is no such record.")}, status=404
    )


@api.exception_handler(TooLarge)
def _too_large(request: HttpRequest, refusal: TooLarge):
    return api.create_response(request, {"detail": str(refusal)}, status=413)


@api.exception_handler(TooMany)
def _too_many(request: HttpRequest, refusal: TooMany):
    answer = api.create_response(request, {"detail": " ".join(refusal.messages)}, status=429)
    answer["Retry-After"] = str(refusal.seconds)
    return answer


@api.exception_handler(Unreadable)
def _unreadable(request: HttpRequest, refusal: Unreadable):
    return api.create_response(request, {"detail": str(refusal)}, status=422)


@api.exception_handler(ValidationError)
def _misunderstood(request: HttpRequest, refusal: ValidationError):
    return api.create_response(request, {"detail": refusals.said(refusal.errors)}, status=422)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, refusal: AuthenticationError):
    words = _("Nobody is signed in, or the token is not valid: Authorization: Bearer TOKEN.")
    return api.create_response(request, {"detail": words}, status=401)


@api.exception_handler(HttpError)
def _not_json(request: HttpRequest, refusal: HttpError):
    # The only one that the framework raises itself: the body could not be parsed.
    return api.create_response(
        request, {"detail": _("The request is not written in JSON.")}, status=refusal.status_code
    )


@api.get("/cases", response={200: Page[CaseRow], **REFUSALS}, summary="Cases")
def cases(request, q: str = "", measure: str = "", limit: int = Limit, offset: int = Offset):
    """List cases, the newest first. Other filters are those of the page's address."""
    _require(request, "cases.read", "lists.export")
    now = situation(known=request.known)
    rows = chosen(now, request.scope, request.GET)
    part = rows[offset : offset + limit]
    _taken(request, "cases", part.height)
    return _page(now, rows.height, _cases(part, now))


@api.get("/cases/{int:id}", response={200: CaseRow, **REFUSALS}, summary="One case")
def case(request, id: int = Path(ge=0, lt=2**63)):
    """Return a case of one's own subtree."""
    _require(request, "cases.read")
    now = situation(known=request.known)
    rows = chosen(now, request.scope, request.GET).filter(pl.col("id") == id)
    if rows.is_empty():
        raise Http404
    return _cases(rows, now)[0]


@api.get("/duties", response={200: Page[DutyRow], **REFUSALS}, summary="Duties")
def duties(request, state: str = "", rule: str = "", limit: int = Limit, offset: int = Offset):
    """List duties, the most urgent first; `state` may name several, with commas."""
    _require(request, "duties.read", "lists.export")
    now = situation(known=request.known)
    rows = visible(now.duties, request.scope, now)
    states = [word for word in state.split(",") if word in STATES]
    if states:
        rows = rows.filter(pl.col("state").cast(pl.String).is_in(states))
    if rule:
        rows = rows.filter(pl.col("rule") == rule)
    part = by_urgency(rows)[offset : offset + limit]
    _taken(request, "duties", part.height)
    return _page(now, rows.height, _coded(_with_seconds(part), now, "holder_unit", "county"))


@api.get("/events", response={200: Page[EventRow], **REFUSALS}, summary="Events")
def events(request, kind: str = "", limit: int = Limit, offset: int = Offset):
    """List events, the last stored first; `kind` is a dotted word or its beginning."""
    _require(request, "duties.read", "lists.export")
    now = situation(known=request.known)
    rows = visible(now.events, request.scope, now)
    if kind:
        rows = rows.filter(pl.col("kind").cast(pl.String).is_in(matching(kind)))
    part = rows.sort("stored_at", "record", descending=True)[offset : offset + limit]
    _taken(request, "events", part.height)
    return _page(now, rows.height, _coded(part, now, "unit", "county"))


@api.get("/units", response={200: Page[UnitRow], **REFUSALS}, summary="Units")
def units(request, limit: int = Limit, offset: int = Offset):
    """List the units of one's own subtree."""
    _require(request, "units.read")
    now = situation(known=request.known)
    rows = now.units.sort("path")
    if not request.scope.sees_all:
        rows = rows.filter(pl.col("path").str.starts_with(request.scope.path))
    return _page(now, rows.height, _coded(rows[offset : offset + limit], now, "parent"))


@api.get("/brief", response={200: dict, **REFUSALS}, summary="The day's orders")
def day_brief(request):
    """Return the brief of one's own subtree, as `firebreak brief --format json` does."""
    _require(request, "duties.read")
    return json.loads(as_json(brief(situation(known=request.known), scope=request.scope)))


@api.post(
    "/inbox",
    auth=InboxAuth(),
    response={200: KeptMessage, 413: Refusal, 429: Refusal, **REFUSALS},
    summary="Put a message into the inbox",
)
def put_into_inbox(request, message: Message):
    """
    Take in a message: its text, and each attachment, as documents that a person reviews.

    It needs a token (`Authorization: Bearer …`), which opens nothing else.
    """
    return {"kept": taken_in(message, request.auth)}


def _require(request, *actions: str) -> None:
    # A list that a program reads has been taken away, as one in a file has.
    if not all(request.scope.may(action) for action in actions):
        raise Refused(
            _(
                "Your post may not do this. Ask somebody whose post may, or act from another of your posts."
            )
        )


def _taken(request, what: str, rows: int) -> None:
    """Note that a page of a list is taken out of the record."""
    exports.note(by=request.user, scope=request.scope, way="api", what=what, form="json", rows=rows)


def _page(now: Situation, total: int, items: list[dict]) -> dict:
    return {"as_of": now.at, "total": total, "items": items}


def _cases(rows: pl.DataFrame, now: Situation) -> list[dict]:
    names = dict(
        Person.objects.filter(id__in=rows["person_id"].to_list()).values_list("id", "name")
    )
    coded = _coded(
        rows.rename({"unit": "unit_counting"}),
        now,
        "unit_counting",
        "unit_residence",
        "unit_stay",
        "unit_reporting",
    )
    return [row | {"name": names.get(row["person_id"], "")} for row in coded]


def _with_seconds(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(late_seconds=pl.col("late_by").dt.total_microseconds() / 1_000_000)


def _coded(rows: pl.DataFrame, now: Situation, *columns: str) -> list[dict]:
    """Rows with units by their codes, which mean something outside this installation."""
    codes = dict(now.units.select("id", "code").iter_rows())
    return [
        row | {column: codes.get(row[column]) for column in columns}
        for row in rows.iter_rows(named=True)
    ]
