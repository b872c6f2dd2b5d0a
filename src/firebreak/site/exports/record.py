"""The record in other systems' formats: what each holds and leaves out, before it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from firebreak.intake.dhis2.at_home import mappings
from firebreak.intake.dhis2.mapping import InstanceMap
from firebreak.intake.drafts import ReadingError
from firebreak.outputs.exchange.formats import FORMATS
from firebreak.outputs.exchange.taking import Taken, take, zipped
from firebreak.records import clock
from firebreak.records.actions import exports
from firebreak.records.visibility import Scope, people
from firebreak.site.asked import typed
from firebreak.site.exports.formats import OTHERS, Described
from firebreak.site.exports.losses import by_subject, losses
from firebreak.site.guard import may_open
from firebreak.site.inbox.words import kind_word

#: More take longer to write than a page may make its reader wait; the command has no such limit.
MOST_PEOPLE = 20_000
TYPES = {
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@dataclass(frozen=True)
class Choice:
    """What was chosen, and why it cannot be taken here; "" if it can."""

    form: str
    mapping: InstanceMap | None = None
    problem: str = ""

    @property
    def words(self) -> Described:
        """The format in words."""
        return OTHERS[self.form]


@may_open("lists.export")
def record(request: HttpRequest) -> HttpResponse:
    """Show the formats; of the one that is chosen, what is in it and what is not. Taken by POST."""
    form = typed(request.GET.get("form"))
    choice = chosen(form, typed(request.GET.get("map")), request.scope) if form in FORMATS else None
    taken = None
    if choice is not None and not choice.problem:
        taken = take(form, request.scope, known=request.known, mapping=choice.mapping)
        if request.method == "POST":
            return _given(request, choice, taken)
    context = {
        "formats": list(OTHERS.items()),
        "choice": choice,
        "maps": [one.name for one in _mappings()] if form == "dhis2" else [],
        "counts": _counted(taken.counts) if taken else [],
        "losses": losses(taken.written.notes) if taken else [],
        "subjects": by_subject(taken.written.notes) if taken else [],
        "reads_identifiers": request.scope.may("identifiers.read"),
    }
    return render(
        request, "exports/record.html", context, status=409 if _refused(request, choice) else 200
    )


def chosen(form: str, map_name: str, scope: Scope) -> Choice:
    """Return the choice of a format, and of an instance where it needs one."""
    if people(scope)[: MOST_PEOPLE + 1].count() > MOST_PEOPLE:
        too_many = _(
            "More than %(most)s people are too many for a page to wait for. Whoever keeps the machine"
            " takes them with: firebreak export FILE --format %(form)s"
        )
        return Choice(form, problem=too_many % {"most": MOST_PEOPLE, "form": form})
    if not FORMATS[form].is_mapped:
        return Choice(form)
    known = [one for one in _mappings() if map_name in ("", one.name)]
    if len(known) == 1:
        return Choice(form, known[0])
    if known:
        return Choice(form, problem=_("Choose the instance it is for."))
    return Choice(
        form,
        problem=_(
            "No DHIS2 instance is mapped yet. Whoever keeps the machine does that with: firebreak"
            " dhis2 map METADATA"
        ),
    )


def _mappings() -> list[InstanceMap]:
    try:
        return mappings()
    except ReadingError:
        return []


def _refused(request: HttpRequest, choice: Choice | None) -> bool:
    return request.method == "POST" and (choice is None or bool(choice.problem))


def _counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(str(kind_word(kind)), count) for kind, count in counts.items()]


def _given(request: Any, choice: Choice, taken: Taken) -> HttpResponse:
    """Note who takes it out, and give it; of several files a ZIP."""
    exports.note(
        by=request.user,
        scope=request.scope,
        way="site",
        what=exports.RECORD,
        form=choice.form,
        rows=len(taken.drafts),
        counts=taken.counts,
        given_to=typed(request.POST.get("given_to")),
    )
    at = timezone.localtime(request.known or clock.now()).strftime("%Y%m%d-%H%M")
    stem, ending = f"{choice.form}-{at}", FORMATS[choice.form].ending
    files = taken.files(stem + ending)
    content = taken.written.content
    if len(files) > 1:
        content, ending = zipped(files), ".zip"
    response = HttpResponse(content, content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{stem}{ending}"'
    return response
