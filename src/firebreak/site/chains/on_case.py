"""The probable infectors of a case, for the case's own page."""

from typing import Any

from django.http import HttpRequest

from firebreak.records.chains import standing
from firebreak.records.chains.evidence import CASES
from firebreak.records.models import Case
from firebreak.records.situation import Situation
from firebreak.site.chains.links import infectors_for, is_in_chains
from firebreak.site.chains.seen import seen


def on_case(request: HttpRequest, case: Case, now: Situation) -> dict[str, Any]:
    """Return what the page of a case shows of the chains; nothing for whoever may not read them."""
    if not request.scope.may("chains.read"):
        return {}
    found = standing(now)
    is_in = is_in_chains(case, found)
    known = seen(found.result.evidence, now, request.scope) if is_in else None
    return {
        "chain_standing": found,
        "in_chains": case.status in CASES and case.pathogen == now.pathogen,
        "may_decide": request.scope.may("links.decide") and request.known is None,
        **infectors_for(case, found, known),
    }
