"""The tree of transmission: its picture, who began each chain, and every case's probable infector."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firebreak.engine.chains.picture import legend
from firebreak.records.chains import standing
from firebreak.records.chains.computing import Result
from firebreak.records.chains.evidence import has_cases
from firebreak.records.chains.keeping import Standing
from firebreak.records.models import LinkDecision
from firebreak.records.situation import Situation, situation
from firebreak.records.visibility import Scope
from firebreak.records.visibility import cases as cases_of
from firebreak.site.asked import number
from firebreak.site.chains import drawing, files, outbreak, printing
from firebreak.site.chains.lines import Lines, chains_of, standing_alone
from firebreak.site.chains.seen import Seen, seen
from firebreak.site.contacts.exposed import observation, settings_told
from firebreak.site.download import list_as_file
from firebreak.site.guard import may_open

PER_PAGE = 50
CHAINS_LISTED = 20
#: Pixels of the time axis; with its labels the narrow one fills a phone.
WIDE, NARROW = 760, 240
WAIT_SECONDS = 60  # for a file somebody asked to take away
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@may_open("chains.read")
@require_safe
def chains(request: HttpRequest) -> HttpResponse:
    """Show what is known of the chains at this moment."""
    now = situation(known=request.known)
    found = standing(now)
    if request.GET.get("format"):
        return list_as_file(request, _files(request, now, found))
    context: dict[str, Any] = {
        "now": now.at,
        "standing": found,
        "has_cases": has_cases(now),
        "may_decide": request.scope.may("links.decide") and request.known is None,
        "decisions": _decisions(request.scope),
        "warnings": warnings_of(found.chains) if found.chains is not None else [],
        "attack": settings_told(now, request.scope),
        "opens_contacts": request.scope.may("people.read"),
        "observation_days": observation(now).days,
    }
    if found.chains is not None:
        known = seen(found.result.evidence, now, request.scope)
        context |= _shown(request, found.result, known)
    return render(request, "chains/chains.html", context)


@may_open("chains.read")
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Answer with the picture alone, or ask to come again while it is being drawn."""
    found = standing(now := situation(known=request.known))
    context: dict[str, Any] = {"pictures": None, "asked": request.GET}
    if found.chains is not None:
        known = seen(found.result.evidence, now, request.scope)
        context = _pictures(request, found.result, known)
    return render(request, "chains/picture.html", context)


@may_open("chains.read")
@require_safe
def as_file(request: HttpRequest, form: str) -> HttpResponse:
    """Answer with the picture as a file."""
    now = situation(known=request.known)
    found = standing(now)
    if found.chains is None:
        return HttpResponse(
            _("No chains have been computed yet."),
            status=409,
            content_type="text/plain; charset=utf-8",
        )
    known = seen(found.result.evidence, now, request.scope)
    what = _what(request, found.result, known)
    spec = drawing.file_specification(what, found.result, known, title_of(found.result), WIDE)
    answer = drawing.picture_of(spec, drawing.png_file if form == "png" else drawing.svg_file)
    answer.settled.wait(WAIT_SECONDS if drawing.DRAWING.is_engaged else 0)
    if not answer.is_known:
        return HttpResponse(
            _("The picture is not drawn yet. Try again in a minute."),
            status=503,
            content_type="text/plain; charset=utf-8",
        )
    taken = timezone.localtime(found.result.at).strftime("%Y%m%d-%H%M")
    response = HttpResponse(answer.value, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="chains-{taken}.{form}"'
    return response


def _files(request: HttpRequest, now: Situation, found: Standing) -> dict[str, Any]:
    """The tables of the page by name; those of the chains once there are any."""
    attack, decisions = settings_told(now, request.scope), _decisions(request.scope)
    tables = {
        "attack": partial(files.attack, request, attack),
        "decisions": partial(files.decisions, request, decisions),
    }
    if found.chains is None:
        return tables
    known = seen(found.result.evidence, now, request.scope)
    of_chains = {
        "links": files.links,
        "sources": files.sources,
        "outbreak": files.numbers,
        "clusters": files.clusters,
    }
    made = {name: partial(give, request, found.result, known) for name, give in of_chains.items()}
    return made | tables


def title_of(result: Result) -> str:
    """Return the title of a picture: of what, and of which instant."""
    at = timezone.localtime(result.at).strftime("%Y-%m-%d %H:%M")
    return _("Probable chains of transmission, as the record stood on %(at)s") % {"at": at}


def warnings_of(chains: Any) -> list[str]:
    """Say what a reader should know before he believes the chains."""
    codes = {
        "not_converged": _(
            "The computation did not settle: its starts tell different stories. Take the"
            " probabilities as rough."
        ),
        "one_case": _("There is one case only, so there is nothing to link."),
        "no_onsets": _(
            "No day of onset is on file. Who came before whom rests on reports and contacts alone."
        ),
    }
    told = list(chains.warnings)
    if not chains.converged and "not_converged" not in told:
        told.append("not_converged")
    return [codes.get(code, code) for code in told]


def _shown(request: HttpRequest, result: Result, known: Seen) -> dict[str, Any]:
    lines = Lines(result, known)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    found = chains_of(result, known)
    return {
        "page": page,
        "lines": page.object_list,
        "chains": found[:CHAINS_LISTED],
        "chains_more": max(0, len(found) - CHAINS_LISTED),
        "alone": standing_alone(result, known),
        "sees_all": known.unseen == 0,
        "missing": result.chains.missing_total,
        "told": known.evidence,
        "outbreak": outbreak.shown(result, known),
        "faults": [] if known.unseen else list(result.outbreak.faults.values()),
        "clusters": outbreak.clusters(result, known),
        "chain": number(request.GET.get("chain")),
        **_pictures(request, result, known),
    }


def _pictures(request: HttpRequest, result: Result, known: Seen) -> dict[str, Any]:
    what = _what(request, result, known)
    title = title_of(result)
    asked = [drawing.specification(what, title, width) for width in (WIDE, NARROW)]
    answers = [drawing.picture_of(spec, drawing.svg_for_page) for spec in asked]
    drawn = all(each.is_known for each in answers)
    return {
        "title": title,
        "note": drawing.note(what),
        "sheets": printing.sheets(answers[0].value, what.lanes) if drawn else [],
        "asked": request.GET,
        "what": what,
        "folds": fold_choices(),
        "legend": [] if what.is_folded else legend(drawing.settings_of(what)),
        "pictures": _inline(answers) if drawn else None,
        "is_being_drawn": not drawn
        and drawing.DRAWING.is_engaged
        and not any(each.has_failed for each in answers),
    }


def _inline(answers: list[Any]) -> list[Any]:
    wide, narrow = (each.value for each in answers)
    return [mark_safe(printing.with_id(wide)), mark_safe(narrow)]


def fold_choices() -> list[tuple[str, str]]:
    """The ways a picture may be folded."""
    return [
        ("none", _("every case")),
        ("generation", _("by generation")),
        ("unit", _("by counting unit")),
    ]


def _what(request: HttpRequest, result: Result, known: Seen) -> drawing.Drawn:
    wanted = number(request.GET.get("chain"))
    people = next((set(c.people) for c in chains_of(result, known) if c.number == wanted), None)
    return drawing.drawn(result, known, request.GET.get("fold", ""), people)


def _decisions(scope: Scope) -> list[LinkDecision]:
    """What is settled about links of cases the reader sees, the newest first."""
    rows = LinkDecision.objects.select_related("infectee__person", "infector__person")
    rows = rows.order_by("-happened_at", "-id")
    if scope.sees_all:
        return list(rows)
    own = set(cases_of(scope).values_list("pk", flat=True))
    return [row for row in rows if row.infectee_id in own and row.infector_id in own | {None}]
