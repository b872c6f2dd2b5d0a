"""What a reviewer decides on a document, from the form he sent to what the page then shows."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firebreak.intake.accepting import Answer, accept, accept_certain
from firebreak.intake.accepting.desk import Desk
from firebreak.intake.kept import UNITS, mend, mend_unit
from firebreak.intake.links import also_without
from firebreak.intake.vocabulary import FIELDS, check_time, value_typed
from firebreak.records import clock, models
from firebreak.records.actions import drafts
from firebreak.records.actions.withdraw import take_back
from firebreak.records.change import change
from firebreak.records.visibility import Refused
from firebreak.site.asked import number, typed
from firebreak.site.inbox.cards import others_naming
from firebreak.site.inbox.linking import links_sent
from firebreak.site.inbox.page import DocumentPage
from firebreak.site.inbox.seen import OPEN, drafts_of_change, last_decision
from firebreak.site.inbox.words import sentences

NEW = "new"


def decided(request: HttpRequest, reading: models.Reading) -> DocumentPage:
    """Do what the form asks, and return the page of the document as it then is."""
    key = typed(request.POST.get("key"))
    do = DECISIONS.get(request.POST.get("do", ""), _nothing)
    try:
        return do(request, reading, key)
    except ValidationError as refused:
        same_as = {key: number(request.POST.get("same_as", ""))}
        errors = {key: " ".join(refused.messages)}
        return _page(request, reading, key, errors=errors, same_as=same_as)
    except Refused as refused:
        return _page(request, reading, key, errors={key: str(refused)})


def _accept(request: HttpRequest, reading: models.Reading, key: str) -> DocumentPage:
    choice = request.POST.get("same_as", "")
    answer = Answer(
        same_as=number(choice),
        is_new=choice == NEW,
        take=frozenset(request.POST.getlist("take")),
        saw=_saw(request),
    )
    done = accept(by=request.user, reading=reading, keys=[key], answers={key: answer})
    if not done.keys:
        said = _("It had been decided already; nothing was changed.")
        return _page(request, reading, key, said=said)
    said = ngettext("%(n)d accepted.", "%(n)d accepted.", len(done.keys)) % {"n": len(done.keys)}
    return _page(request, reading, _next(reading, key), said=said)


def _saw(request: HttpRequest) -> frozenset[tuple[int, str]]:
    """What the page showed that a record says otherwise: its id and the fact."""
    sent = (said.partition(" ") for said in request.POST.getlist("saw"))
    return frozenset((int(pk), fact) for pk, _space, fact in sent if pk.isdecimal())


def _accept_certain(request: HttpRequest, reading: models.Reading, key: str) -> DocumentPage:
    done = accept_certain(by=request.user, reading=reading)
    if not (done.keys or done.left):  # a colleague was faster
        return _page(
            request, reading, key, said=_("It had been decided already; nothing was changed.")
        )
    said = ngettext("%(n)d accepted.", "%(n)d accepted.", len(done.keys)) % {"n": len(done.keys)}
    left = reading.drafts.filter(state=OPEN).count()  # what was in doubt waits too
    if left:
        waiting = ngettext(
            "%(n)d waits: see why beside it.", "%(n)d wait: see why beside each.", left
        )
        said = sentences(said, waiting % {"n": left})
    return _page(request, reading, "", said=said, errors=done.left)


def _reject(request: HttpRequest, reading: models.Reading, key: str) -> DocumentPage:
    reason = typed(request.POST.get("reason"))
    drafts.reject(by=request.user, draft=_draft(reading, key), reason=reason)
    return _page(request, reading, _next(reading, key), said=_("Rejected; kept with the reason."))


def _reopen(request: HttpRequest, reading: models.Reading, key: str) -> DocumentPage:
    drafts.reopen(by=request.user, draft=_draft(reading, key))
    return _page(request, reading, key, said=_("Reopened."))


def _mend(request: HttpRequest, reading: models.Reading, key: str) -> DocumentPage:
    row = _draft(reading, key)
    known = FIELDS.get(row.kind, {})
    sent = {name: typed(request.POST.get(f"field_{name}")) for name in known}
    values, wrong = {}, {}
    today = reading.source.published_on or clock.now().astimezone(settings.CITY_ZONE).date()
    for name, text in sent.items():
        try:
            values[name] = value_typed(row.kind, name, text, zone=settings.CITY_ZONE, today=today)
            check_time(row.kind, name, values[name])
        except ValidationError as refused:
            wrong[name] = " ".join(refused.messages)
    desk = Desk.of(reading, request.user)
    linked = links_sent(desk, row, request.POST)
    if wrong or linked.wrong:
        return _page(request, reading, key, mending=key, typed=sent, wrong=wrong, linked=linked)
    with change("drafts.mend", by=request.user):
        others = _mend_elsewhere(request, desk, key, values)
        others += _link_alike(request, desk, row, linked.keys)
        mend(by=request.user, row=row, values=values, links=linked.keys)
    said = ngettext(
        "Mended, and %(n)d other draft with it; what was read stays beside each.",
        "Mended, and %(n)d other drafts with it; what was read stays beside each.",
        others,
    )
    said = said % {"n": others} if others else _("Mended; what was read stays beside it.")
    return _page(request, reading, key, said=said)


def _mend_elsewhere(request: HttpRequest, desk: Desk, key: str, values: dict) -> int:
    """Set a unit that is not on file otherwise in the other drafts too; return in how many."""
    draft = desk.draft(key)
    mended = set()
    for name in UNITS.intersection(request.POST.getlist("everywhere"), values):
        said, rows = draft.value(name), others_naming(desk, draft, name)
        if values[name] and values[name] != said:
            mend_unit(by=request.user, rows=rows, said=said, unit=values[name])
            mended |= {other.pk for other in rows}
    return len(mended)


def _link_alike(
    request: HttpRequest, desk: Desk, row: models.Draft, linked: Mapping[str, str | None]
) -> int:
    """Link the others of a list as one of it, where none says to whom; return how many."""
    found = 0
    for role in set(request.POST.getlist("alike")).intersection(linked):
        others = also_without(desk, row, role) if linked[role] else []
        for other in others:
            mend(by=request.user, row=other, values={}, links={role: linked[role]})
        found += len(others)
    return found


def _undo(request: HttpRequest, reading: models.Reading, key: str) -> DocumentPage:
    """Take back the last decision, if it is the one that the page showed as the last."""
    made = last_decision(request.user, reading)
    if made is None:
        return _page(request, reading, key, said=_("There is nothing left to undo."))
    if number(request.POST.get("undoes", "")) not in (None, made.pk):
        said = _("Something was decided or undone since; this is how it is now.")
        return _page(request, reading, key, said=said)
    first = drafts_of_change(made)[0].key
    take_back(by=request.user, made=made)
    return _page(request, reading, first, said=_("Undone."))


def _nothing(request: HttpRequest, reading: models.Reading, key: str) -> DocumentPage:
    return _page(request, reading, key)


DECISIONS: dict[str, Callable[[HttpRequest, models.Reading, str], DocumentPage]] = {
    "accept": _accept,
    "accept_certain": _accept_certain,
    "reject": _reject,
    "reopen": _reopen,
    "mend": _mend,
    "undo": _undo,
}


def _page(request: HttpRequest, reading: models.Reading, key: str, **shown) -> DocumentPage:
    return DocumentPage(Desk.of(reading, request.user), key, **shown)


def _draft(reading: models.Reading, key: str) -> models.Draft:
    row = reading.drafts.filter(key=key).first()
    if row is None:
        raise ValidationError(_("There is no such record."))
    row.reading = reading
    return row


def _next(reading: models.Reading, key: str) -> str:
    """The key of the next open draft, else of the first; "" if none is left."""
    place = reading.drafts.filter(key=key).values_list("place", flat=True).first() or 0
    waiting = reading.drafts.filter(state=OPEN)
    found = waiting.filter(place__gt=place).first() or waiting.first()
    return found.key if found else ""
