"""Saying once what all in a list are whose columns do not say it: it is then read again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firebreak.intake.drafts import Note
from firebreak.intake.reading_again import read_as_list_of
from firebreak.intake.sheets.untold import ANSWERED, NOT_SAID
from firebreak.records.visibility import get_or_404
from firebreak.site.guard import may_open
from firebreak.site.inbox.seen import readings
from firebreak.site.inbox.words import LISTED_AS


def answers(notes: list[Note]) -> list[tuple[str, str, bool]]:
    """Return what may be said of all in a list: the word, how it reads, whether it was said."""
    asked = {note.code: str(note.values.get("as", "")) for note in notes}
    if asked.keys().isdisjoint({NOT_SAID, ANSWERED}):
        return []
    said = asked.get(ANSWERED, "")
    return [(what, str(word), what == said) for what, word in LISTED_AS.items()]


@may_open("columns.choose")
@require_POST
def say_whom(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Read a sheet again as a list of what is said."""
    reading = get_or_404(readings(request.scope), pk=pk)
    try:
        read_as_list_of(by=request.user, reading=reading, what=request.POST.get("what", ""))
        messages.success(request, _("Read again so; nothing is accepted yet."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return HttpResponseRedirect(reverse("inbox_document", args=[pk]))
