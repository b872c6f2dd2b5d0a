"""Which documents a post sees, which comes next, and which decision was its last."""

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from firebreak.records.actions.withdraw import check_may_take_back
from firebreak.records.models import Change, Draft, Reading, User
from firebreak.records.visibility import Refused, Scope

OPEN = Draft.State.OPEN
DECISIONS = ("drafts.accept", "drafts.reject", "drafts.mend", "drafts.reopen")
#: How far back the last decision that can still be undone is looked for.
LOOKED_BACK = 20
STATES = ("waiting", "done", "unread", "all")


def readings(scope: Scope) -> QuerySet[Reading]:
    """The documents in the inboxes of a scope."""
    found = Reading.objects.select_related("source", "unit")
    return found if scope.sees_all else found.filter(unit__in=scope.unit_ids())


def in_state(found: QuerySet[Reading], state: str) -> QuerySet[Reading]:
    """Those that wait for a decision, are done, could not be read; or all."""
    waiting = Exists(Draft.objects.filter(reading=OuterRef("pk"), state=OPEN))
    conditions = {
        "waiting": found.filter(waiting),
        "done": found.filter(~waiting, problem__isnull=True),
        "unread": found.filter(problem__isnull=False),
    }
    return conditions.get(state, found)


def counted(page: list[Reading]) -> list[tuple[Reading, int, int]]:
    """Each document with how many of its drafts are open, and how many there are."""
    counts = Draft.objects.filter(reading__in=page).order_by().values_list("reading")
    counts = counts.annotate(waiting=Count("id", filter=Q(state=OPEN)), total=Count("id"))
    found = {pk: (waiting, total) for pk, waiting, total in counts}
    return [(reading, *found.get(reading.pk, (0, 0))) for reading in page]


def next_waiting(scope: Scope, after: Reading) -> Reading | None:
    """The next document of the list with open drafts: the next older, else the newest."""
    waiting = in_state(readings(scope), "waiting").exclude(pk=after.pk)
    waiting = waiting.order_by("-received_at", "-id")
    older = Q(received_at__lt=after.received_at) | Q(received_at=after.received_at, pk__lt=after.pk)
    return waiting.filter(older).first() or waiting.first()


def last_decision(user: User, reading: Reading) -> Change | None:
    """The last decision of a user on a document that can still be undone."""
    touched = Draft.history.filter(reading=reading).values("history_date").distinct()
    made = Change.objects.filter(by=user, action__in=DECISIONS, at__in=touched)
    made = made.order_by("-id")[:LOOKED_BACK]
    return next((one for one in made if _may_be_undone(user, one)), None)


def drafts_of_change(made: Change) -> list[Draft]:
    """The drafts that a change decided on."""
    touched = Draft.history.filter(history_date=made.at).values("id")
    return list(Draft.objects.filter(id__in=touched).select_related("reading__source"))


def _may_be_undone(user: User, made: Change) -> bool:
    try:
        check_may_take_back(user, made)
    except (Refused, ValidationError):
        return False
    return True
