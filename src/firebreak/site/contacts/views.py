"""The list of contacts: the rows behind every count of them."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _

from firebreak.engine.epidemic import SETTINGS
from firebreak.outputs import contacts as counted
from firebreak.outputs.brief.numbers import label_of
from firebreak.records.models import Case, Contact, Unit
from firebreak.records.situation import Situation, situation
from firebreak.records.visibility import cases, get_or_404
from firebreak.site.asked import instant, number
from firebreak.site.contacts.chosen import LOST, MEASURES, NOT_REACHED, chosen, lost, of_measure
from firebreak.site.contacts.exposed import ASKED, outcome_word, setting_word
from firebreak.site.contacts.rows import Rows, columns, exported
from firebreak.site.download import as_file
from firebreak.site.guard import may_open
from firebreak.site.transfers.seen import in_state, transfers_seen

PER_PAGE = 50
#: What a chip asks anew: where contacts stand now, not who moved since.
CHIP = ("measure", "since", "page", "format")


@may_open("people.read")
def contacts(request):
    """List the contacts behind a count; filters and search are in the address."""
    now = situation(known=request.known)
    at = instant(request.GET.get("at"))
    left = now.once(lost, request.scope, at)
    rows = Rows(chosen(now, request.scope, request.GET), now, request.scope, left)
    if request.GET.get("format"):
        return as_file(request, "contacts", columns(), exported(rows))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "total": len(rows),
        "asked": request.GET,
        "at": at,
        "since": instant(request.GET.get("since")),
        "measures": _measures(now, request),
        "case": _case(request),
        "exposed": _exposed(request),
        "handed": in_state(transfers_seen(request.scope), "waiting").count(),
        "reads_cases": request.scope.may("cases.read"),
        "units": Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL),
        "manners": Contact.Manner.choices,
        "now": now.at,
    }
    return render(request, "contacts/list.html", context)


def _case(request) -> Case | None:
    """The case whose contacts are asked for; one that does not exist for the reader has none."""
    if not request.GET.get("case"):
        return None
    return get_or_404(cases(request.scope), pk=number(request.GET["case"]))


def _exposed(request) -> str:
    """The setting and outcome asked for, in words."""
    setting, outcome = request.GET.get("setting", ""), request.GET.get("outcome", "")
    told = [setting_word(setting)] if setting in SETTINGS else []
    return " · ".join([*told, *([outcome_word(outcome)] if told and outcome in ASKED else [])])


def _measures(now: Situation, request) -> list[tuple[str, str, int]]:
    asked = request.GET.copy()
    for name in CHIP:
        asked.pop(name, None)
    rows = chosen(now, request.scope, asked)
    is_lost = now.once(lost, request.scope, instant(asked.get("at")))
    numbers = {measure: of_measure(rows, measure).height for measure in MEASURES}
    numbers[LOST] = rows.filter(rows["subject"].is_in(is_lost.implode())).height
    return [(measure, _word(measure), number) for measure, number in numbers.items()]


def _word(measure: str) -> str:
    if measure in counted.MEASURES:
        return label_of(measure)
    return {NOT_REACHED: _("not reached yet"), LOST: _("lost to follow-up")}[measure]
