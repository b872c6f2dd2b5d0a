"""What was chosen becomes contacts once, as one change that can be taken back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from firebreak.records.actions.traces import make_contacts
from firebreak.records.change import change
from firebreak.records.models import Case, Change
from firebreak.records.visibility import Refused
from firebreak.site.asked import typed
from firebreak.site.traces.proposals import Line, proposal_of


@dataclass(frozen=True)
class Chosen:
    """Lines of one case that are to become contacts; `title`, `text`: of what trace they are."""

    case: Case
    lines: list[Line]
    title: str
    text: str


def write_once(
    request: HttpRequest, choose: Callable[[], Iterable[Chosen]], otherwise: str
) -> HttpResponse:
    """
    Make contacts of what was chosen, and go to the page that says so.

    Parameters
    ----------
    choose
        Says what was chosen; not asked if the same form was sent before.
    otherwise
        Where to go, with a message, if nothing was chosen or it cannot be.
    """
    key = f"trace:{request.user.pk}:{typed(request.POST.get('once'))[:40]}"
    made = Change.objects.filter(key=key).first() or _made(request, [*choose()], key)
    there = reverse("entry_saved", args=[made.pk]) if made else otherwise
    return HttpResponseRedirect(there)


def _made(request: HttpRequest, chosen: list[Chosen], key: str) -> Change | None:
    if not chosen:
        messages.error(request, _("Nothing was chosen. Tick who is to become a contact."))
        return None
    try:
        with change("contacts.trace", by=request.user, key=key) as made:
            for each in chosen:
                make_contacts(
                    by=request.user,
                    case=each.case,
                    proposals=[proposal_of(line) for line in each.lines],
                    title=each.title,
                    text=each.text,
                )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return None
    except Refused as refused:
        messages.error(request, str(refused))
        return None
    except IntegrityError:  # the second tap of two
        return Change.objects.get(key=key)
    return Change.objects.get(pk=made.id)
