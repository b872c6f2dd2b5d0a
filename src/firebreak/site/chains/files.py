"""The tables of the page of the chains as files: the same rows for the same reader, all of them."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firebreak.records.chains.computing import Result
from firebreak.records.models import Case, LinkDecision
from firebreak.site.chains import outbreak
from firebreak.site.chains.lines import Chain, Line, Lines, chains_of
from firebreak.site.chains.seen import Seen
from firebreak.site.contacts.exposed import Setting
from firebreak.site.download import as_file
from firebreak.site.templatetags.pages import when_text
from firebreak.site.words import apart

SOME = 2000  # cases that are fetched at once
DECIMALS = 3  # of a probability, and of a number of cases that is an expectation


def links(request: HttpRequest, result: Result, known: Seen) -> HttpResponse:
    """Give each case's probable infector, and how many the case itself probably infected."""
    columns = [
        ("case", _("Case number")),
        ("name", _("Name")),
        ("onset", _("Onset")),
        ("infector", _("Probable infector")),
        ("probability", _("Probability")),
        ("unseen", _("Unseen between")),
        ("mean", _("Infected himself")),
        ("lower", _("95% interval, lower end")),
        ("upper", _("95% interval, upper end")),
    ]
    return as_file(request, "chain-links", columns, _links(Lines(result, known)))


def sources(request: HttpRequest, result: Result, known: Seen) -> HttpResponse:
    """Give every chain of two cases and more with those who probably began it."""
    columns = [
        ("chain", _("Chain")),
        ("cases", _("Cases")),
        ("elsewhere", _("Has cases elsewhere")),
        ("source", _("Probable source")),
        ("probability", _("Probability")),
    ]
    rows = (row for chain in chains_of(result, known) for row in _sources(chain))
    return as_file(request, "chain-sources", columns, rows)


def numbers(request: HttpRequest, result: Result, known: Seen) -> HttpResponse:
    """Give R, k and the delays, as the page shows them."""
    columns = [
        ("label", _("Quantity")),
        ("value", _("Estimate")),
        ("interval", _("95% interval")),
        ("rests_on", _("Rests on")),
    ]
    return as_file(request, "chain-numbers", columns, map(vars, outbreak.shown(result, known)))


def clusters(request: HttpRequest, result: Result, known: Seen) -> HttpResponse:
    """Give the clusters with all that links their cases."""
    columns = [
        ("definition", _("By what it is a cluster")),
        ("number", _("Cases")),
        ("elsewhere", _("Has cases elsewhere")),
        ("first", _("First onset")),
        ("last", _("Last onset")),
        ("cases", _("Which cases")),
        ("evidence", _("What links them")),
    ]
    rows = map(_cluster, outbreak.clusters(result, known))
    return as_file(request, "chain-clusters", columns, rows)


def attack(request: HttpRequest, settings: list[Setting]) -> HttpResponse:
    """Give the attack rates by setting, as the page shows them."""
    columns = [
        ("label", _("Setting")),
        ("rate", _("Attack rate")),
        ("interval", _("95% interval")),
        ("ill", _("Fell ill")),
        ("settled", _("Out of")),
        ("watched", _("Still watched")),
        ("so_far", _("If they stay well")),
        ("not_known", _("Not known")),
        ("rests_on", _("Rests on")),
    ]
    return as_file(request, "attack-rates", columns, map(vars, settings))


def decisions(request: HttpRequest, settled: list[LinkDecision]) -> HttpResponse:
    """Give what people settled about links."""
    columns = [
        ("infector", _("Infector")),
        ("case", _("Case")),
        ("verdict", pgettext("a link", "Settled as")),
        ("reason", _("Reason")),
        ("author", _("By whom")),
        ("happened", _("When")),
    ]
    return as_file(request, "chain-decisions", columns, map(_decision, settled))


def _links(lines: Lines) -> Iterator[dict]:
    for start in range(0, len(lines), SOME):
        yield from map(_link, lines[start : start + SOME])


def _link(line: Line) -> dict:
    expected = {name: round(number, DECIMALS) for name, number in line.offspring.items()}
    return expected | {
        "case": str(line.case),
        "name": line.case.person.name,
        "onset": line.onset,
        "infector": _who(line.infector, is_elsewhere=line.is_elsewhere),
        "probability": _rounded(line.probability),
        "unseen": round(line.unseen, DECIMALS) if line.infector else None,
    }


def _sources(chain: Chain) -> Iterator[dict]:
    for case, is_elsewhere, probability in chain.sources:
        yield {
            "chain": chain.number,
            "cases": chain.seen,
            "elsewhere": chain.has_elsewhere,
            "source": _who(case, is_elsewhere=is_elsewhere),
            "probability": _rounded(probability),
        }


def _cluster(cluster: outbreak.Cluster) -> dict:
    return {
        "definition": cluster.definition,
        "number": len(cluster.cases),
        "elsewhere": cluster.has_elsewhere,
        "first": cluster.first,
        "last": cluster.last,
        "cases": apart(map(_named, cluster.cases)),
        "evidence": apart(cluster.evidence),
    }


def _decision(row: LinkDecision) -> dict:
    return {
        "infector": _who(row.infector, is_elsewhere=False),
        "case": _named(row.infectee),
        "verdict": row.get_verdict_display(),
        "reason": row.reason,
        "author": str(row.author or _("the program")),
        "happened": when_text(row.happened),
    }


def _rounded(probability: float) -> float:
    """Round a probability, but never to certainty."""
    least = 10**-DECIMALS
    is_certain = probability in (0, 1)
    return round(probability if is_certain else min(max(probability, least), 1 - least), DECIMALS)


def _who(case: Case | None, *, is_elsewhere: bool) -> str:
    if case is not None:
        return _named(case)
    return _("a case elsewhere") if is_elsewhere else _("nobody on the list")


def _named(case: Case) -> str:
    return f"{case} · {case.person.name}"
