"""The editions in force and to come, one edition with its rules, and what a change of edition makes."""

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firebreak.engine.duties.edition_change import EditionChange, edition_change
from firebreak.engine.duties.loosening import loosened
from firebreak.engine.duties.protocols import Chance, Edition, Manner, NoEditionError, Roll
from firebreak.engine.kinds import matching
from firebreak.engine.tracing import StaysIndexError
from firebreak.records.models import DivisionCode, Person, Unit
from firebreak.records.situation import Situation, situation, visible
from firebreak.records.visibility import Scope
from firebreak.records.visibility import cases as cases_of
from firebreak.site.download import as_file
from firebreak.site.duties.lines import role_label
from firebreak.site.duties.words import kind_word
from firebreak.site.entry.page import refuse_entry
from firebreak.site.guard import may_open
from firebreak.site.rules.newly_met import newly_met
from firebreak.site.traces.asked import whole_index
from firebreak.site.traces.choosing import Chosen, write_once
from firebreak.site.words import PATHOGENS, apart

PER_PAGE = 50


@may_open("units.read")
def rules(request):
    """List the editions: those in force first, then what was and what comes."""
    now = situation(known=request.known)
    editions = sorted(
        now.protocols, key=lambda e: (not e.in_force(now.at), e.pathogen, e.valid_from)
    )
    context = {"now": now.at, "editions": [_summary(e, now) for e in editions]}
    return render(request, "rules/list.html", context)


@may_open("units.read")
def rule(request, edition: str):
    """Show an edition: its windows, numbers, duties, rounds and manners, each with its source."""
    now = situation(known=request.known)
    found = _edition(now, edition)
    context = {
        "now": now.at,
        "edition": found,
        **_summary(found, now),
        "source": found.sources[found.source].of(_language()),
        "duties": [_duty(r, found) for r in found.rules],
        "definitions": [(d.classification, d.text.of(_language())) for d in found.definitions],
        "manners": [_manner(m, found) for m in found.manners],
        "chances": [_chance(one, found, now) for one in found.chances],
        "rolls": [_sourced(roll, found) for roll in found.rolls],
        "thresholds": _thresholds(found),
        "unknown": [text.of(_language()) for text in found.unknown],
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
    shown = _Contacts(contacts, found, request.scope)
    if request.GET.get("format"):
        return as_file(request, f"change-{edition}", _columns(), shown[: contacts.height])
    context = {
        "now": now.at,
        "new": _summary(new, now),
        "old": _summary(found.old, now),
        "total": contacts.height,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "duties": _changed(visible(found.duties, request.scope, now), now),
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
    words = {"new": new.name.of(_language()), "old": old.name.of(_language())}
    title = _("Change of edition: %(new)s in place of %(old)s") % words
    return [
        Chosen(case, lines, title, "\n".join(sorted({line.rule for line in lines})))
        for case, lines in newly_met(request, now, old, new).chosen(keys)
    ]


def _newly_met(request, now: Situation, old: Edition, new: Edition) -> dict:
    """Whom cases met who is newly a contact, for those who trace, if the editions say who is one."""
    if not request.scope.may("traces.read") or new.contact_window is None:
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


def _edition(now: Situation, id: str) -> Edition:
    try:
        return now.protocols.edition(id)
    except NoEditionError as missing:
        raise Http404(_("There is no edition of that name.")) from missing


def _replaced(now: Situation, new: Edition) -> Edition:
    if new.replaces is None:
        raise Http404(_("This edition replaces no other."))
    return _edition(now, new.replaces)


def _language() -> str:
    return get_language() or "en"


def _summary(edition: Edition, now: Situation) -> dict:
    return {
        "id": edition.id,
        "name": edition.name.of(_language()),
        "family": _FAMILIES().get(edition.family, edition.family),
        "pathogen": PATHOGENS.get(edition.pathogen, edition.pathogen),
        "jurisdiction": _jurisdiction(edition.jurisdiction),
        "valid_from": edition.valid_from,
        "valid_to": edition.valid_to,
        "in_force": edition.in_force(now.at),
        "replaces": edition.replaces,
        "duties_number": len(edition.rules),
        "looser": [
            found.said(_language()) for found in loosened(now.protocols) if found.edition == edition
        ],
    }


def _jurisdiction(code: str) -> str:
    """Say where an edition holds: the country, the WHO's members, or a division by its name."""
    known = {"CN": _("the whole country"), "WHO": _("WHO")}
    division = DivisionCode.objects.select_related("unit").filter(code=code).first()
    return known.get(code) or (str(division.unit) if division else code)


def _FAMILIES() -> dict[str, str]:  # noqa: N802
    return {
        "control": _("prevention and control"),
        "diagnosis": _("diagnosis and treatment"),
        "transport": _("transport authority"),
        "city": _("the city's own"),
        "who": _("WHO"),
    }


def _duty(rule, edition: Edition) -> dict:
    return {
        "id": rule.id,
        "name": rule.name.of(_language()),
        "within": getattr(rule, "within", None),
        "windows": [
            (w.name.of(_language()), w.opens, w.closes) for w in getattr(rule, "windows", ())
        ],
        "starts": apart(kind_word(k) for word in rule.starts for k in matching(word)),
        "fulfilled_by": apart(kind_word(k) for word in rule.fulfilled_by for k in matching(word)),
        "holders": " → ".join(role_label(h.role) for h in rule.holders),
        "escalation": [(e.after, role_label(e.to)) for e in rule.escalation],
        "source": edition.sources[rule.source].of(_language()),
        "to_confirm": rule.to_confirm,
    }


def _manner(manner: Manner, edition: Edition) -> dict:
    return {
        "name": manner.name.of(_language()),
        "contact": _CONTACTS()[manner.contact],
        "min_overlap": manner.min_overlap,
        "source": edition.sources[manner.source].of(_language()),
        "to_confirm": manner.to_confirm,
    }


def _sourced(rule: Chance | Roll, edition: Edition) -> dict:
    return {
        "name": rule.name.of(_language()),
        "source": edition.sources[rule.source].of(_language()),
        "to_confirm": rule.to_confirm,
    }


def _chance(chance: Chance, edition: Edition, now: Situation) -> dict:
    """Where it is met and what has to follow; of a duty, its name."""
    names = {rule.id: rule.name.of(_language()) for e in now.protocols for rule in e.rules}
    starts = [names[chance.duty]] if chance.duty else map(kind_word, chance.starts)
    return _sourced(chance, edition) | {
        "starts": apart(starts),
        "answered_by": apart(map(kind_word, chance.answered_by)),
        "within": chance.within,
    }


def _CONTACTS() -> dict[str, str]:  # noqa: N802
    return {"close": _("close contact"), "general": _("general contact")}


def _thresholds(edition: Edition) -> list[tuple[str, object]]:
    words = {
        "fever_celsius": _("fever from, °C"),
        "exposure_days": _("days of exposure asked about before onset"),
        "observation_days": _("days of observation after the last exposure"),
        "cluster_size": _("cases that make a cluster"),
        "cluster_days": _("within so many days"),
        "negatives_to_exclude": _("negative results to exclude a suspect"),
        "negatives_to_discharge": _("negative results to discharge"),
        "hours_between_negatives": _("hours between two negative samples"),
        "days_without_fever_to_discharge": _("days without fever to discharge"),
        "days_after_discharge": _("days of monitoring after discharge"),
        "lost_after_days": _("days unseen until lost to follow-up"),
    }
    numbers = vars(edition.thresholds)
    found = [(word, numbers[name]) for name, word in words.items() if numbers.get(name) is not None]
    window = edition.contact_window
    if window is not None:
        found.insert(0, (_("contact window opens before onset, days"), window.before_onset.days))
    return found


class _Contacts:
    """New contacts with names and the reason, for the page that is shown."""

    def __init__(self, rows: pl.DataFrame, found: EditionChange, scope: Scope) -> None:
        self.rows, self.found, self.scope = rows, found, scope

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[dict]:
        rows = self.rows[part]
        names = Person.objects.only("name").in_bulk(rows["person"].to_list())
        infectors = cases_of(self.scope).filter(person_id__in=rows["case_person"].to_list())
        cases = {case.person_id: case for case in infectors}
        return [
            row
            | {
                "name": str(names.get(row["person"]) or ""),
                "case": cases.get(row["case_person"]),
                "change_word": _CONTACT_CHANGES().get(str(row["change"]), ""),
                "why": self.found.why(row, _language()),
            }
            for row in rows.iter_rows(named=True)
        ]


def _columns() -> list[tuple[str, str]]:
    return [
        ("change_word", _("Change")),
        ("name", _("Who")),
        ("case", _("Case")),
        ("start", _("Exposure")),
        ("why", _("Why")),
    ]


def _CONTACT_CHANGES() -> dict[str, str]:  # noqa: N802
    return {
        "newly_contact": _("a contact from now on"),
        "no_longer_contact": _("no longer a contact"),
    }


def _changed(rows: pl.DataFrame, now: Situation) -> list[dict]:
    """Changed duties, counted by rule and county: a list of thousands helps nobody."""
    names = {r.id: r.name.of(_language()) for e in now.protocols for r in e.rules}
    counted = rows.group_by("change", "rule", "county", maintain_order=True).agg(
        pl.len().alias("n")
    )
    units = Unit.objects.in_bulk(counted["county"].drop_nulls().to_list())
    return [
        row
        | {
            "rule_name": names.get(row["rule"], row["rule"]),
            "county_name": str(units.get(row["county"]) or ""),
            "change_word": _CHANGES().get(str(row["change"]), str(row["change"])),
        }
        for row in counted.iter_rows(named=True)
    ]


def _CHANGES() -> dict[str, str]:  # noqa: N802
    return {
        "newly_due": _("newly due"),
        "no_longer_due": _("no longer due"),
        "limit_changed": _("another limit"),
    }
