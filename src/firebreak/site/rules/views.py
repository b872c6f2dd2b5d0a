"""The editions in force and to come, one edition with its rules, and what a change of edition makes."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firebreak.engine.duties.edition_change import edition_change
from firebreak.engine.duties.protocols import Edition, NoEditionError
from firebreak.engine.tracing import StaysIndexError
from firebreak.records.situation import Situation, situation, visible
from firebreak.site.download import list_as_file
from firebreak.site.entry.page import refuse_entry
from firebreak.site.guard import may_open
from firebreak.site.rules import editions, files
from firebreak.site.rules.changing import Contacts, changed_duties
from firebreak.site.rules.editions import language
from firebreak.site.rules.newly_met import newly_met
from firebreak.site.traces.asked import whole_index
from firebreak.site.traces.choosing import Chosen, write_once

PER_PAGE = 50


@may_open("units.read")
def rules(request):
    """List the editions: those in force first, then what was and what comes."""
    now = situation(known=request.known)
    ordered = sorted(
        now.protocols, key=lambda e: (not e.in_force(now.at), e.pathogen, e.valid_from)
    )
    rows = [editions.summary(edition, now) for edition in ordered]
    if request.GET.get("format"):
        return files.editions(request, rows)
    return render(request, "rules/list.html", {"now": now.at, "editions": rows})


@may_open("units.read")
def rule(request, edition: str):
    """Show an edition: its windows, numbers, duties, rounds and manners, each with its source."""
    now = situation(known=request.known)
    found = _edition(now, edition)
    tables = {
        "duties": [editions.duty(one, found) for one in found.rules],
        "manners": [editions.manner(one, found) for one in found.manners],
        "chances": [editions.chance(one, found, now) for one in found.chances],
    }
    if request.GET.get("format"):
        give = {"duties": files.duties, "manners": files.manners, "chances": files.chances}
        lists = {name: partial(give[name], request, found.id, tables[name]) for name in give}
        return list_as_file(request, lists)
    context = {
        "now": now.at,
        "edition": found,
        **editions.summary(found, now),
        **tables,
        "source": found.sources[found.source].of(language()),
        "definitions": [(d.classification, d.text.of(language())) for d in found.definitions],
        "rolls": [editions.sourced(roll, found) for roll in found.rolls],
        "thresholds": editions.thresholds(found),
        "unknown": [text.of(language()) for text in found.unknown],
    }
    return render(request, "rules/edition.html", context)


@may_open("duties.read")
def change(request, edition: str):
    """Show the work list of a change of edition: new contacts and changed duties, and why."""
    now = situation(known=request.known)
    new = _edition(now, edition)
    old = _replaced(now, new)
    found = edition_change(now.events, now.contacts, now.linelist, old, new, at=now.at)
    contacts = visible(found.contacts, request.scope, now)
    shown = Contacts(contacts, found, request.scope)
    duties = changed_duties(visible(found.duties, request.scope, now), now)
    if request.GET.get("format"):
        lists = {
            "contacts": partial(files.changed_contacts, request, edition, shown),
            "duties": partial(files.changed_duties, request, edition, duties),
            "met": partial(_met_as_file, request, now, found.old, new),
        }
        return list_as_file(request, lists)
    context = {
        "now": now.at,
        "new": editions.summary(new, now),
        "old": editions.summary(found.old, now),
        "total": contacts.height,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "duties": duties,
        **_newly_met(request, now, found.old, new),
    }
    return render(request, "rules/change.html", context)


@may_open("contacts.trace")
@require_POST
@whole_index
def choose(request, edition: str):
    """Make contacts of those whom cases met and who are newly contacts, as chosen; once."""
    refused = refuse_entry(request, "contacts.trace")
    if refused is not None:
        return refused
    now = situation()
    new = _edition(now, edition)
    old = _replaced(now, new)
    there = f"{reverse('edition_change', args=[edition])}?{request.GET.urlencode()}#met"
    keys = set(request.POST.getlist("chosen"))
    return write_once(request, lambda: _chosen(request, now, old, new, keys), there)


def _chosen(request, now: Situation, old: Edition, new: Edition, keys: set[str]) -> list[Chosen]:
    words = {"new": new.name.of(language()), "old": old.name.of(language())}
    title = _("Change of edition: %(new)s in place of %(old)s") % words
    return [
        Chosen(case, lines, title, "\n".join(sorted({line.rule for line in lines})))
        for case, lines in newly_met(request, now, old, new).chosen(keys)
    ]


def _newly_met(request, now: Situation, old: Edition, new: Edition) -> dict:
    """Whom cases met who is newly a contact, for those who trace, if the editions say who is one."""
    if not _traces_contacts(request, new):
        return {}
    try:
        met = newly_met(request, now, old, new)
    except StaysIndexError:
        return {"is_damaged": True}
    page = Paginator(met, PER_PAGE).get_page(request.GET.get("met"))
    may_choose = request.scope.may("contacts.trace") and request.known is None
    return {
        "met_page": page,
        "met_days": met.met.days,
        "met_left_out": met.met.left_out,
        "met_unseen": met.unseen,
        "lines": page.object_list,
        "may_choose": may_choose,
        "any_to_choose": may_choose and any(line.may_be_chosen for line in page.object_list),
        "once": get_random_string(20),
    }


@whole_index
def _met_as_file(request, now: Situation, old: Edition, new: Edition) -> HttpResponse:
    if not _traces_contacts(request, new):
        raise Http404(_("This page has no list of that name."))
    return files.met(request, new.id, newly_met(request, now, old, new))


def _traces_contacts(request, new: Edition) -> bool:
    """Whether the reader traces, and the edition says who is a contact."""
    return request.scope.may("traces.read") and new.contact_window is not None


def _edition(now: Situation, id: str) -> Edition:
    try:
        return now.protocols.edition(id)
    except NoEditionError as missing:
        raise Http404(_("There is no edition of that name.")) from missing


def _replaced(now: Situation, new: Edition) -> Edition:
    if new.replaces is None:
        raise Http404(_("This edition replaces no other."))
    return _edition(now, new.replaces)
