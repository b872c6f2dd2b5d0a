"""Taking back what one has just entered: the whole change, and its history stays."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from firebreak.records import clock
from firebreak.records.change import change
from firebreak.records.models import RECORDS, Change, User
from firebreak.records.roles import MAY
from firebreak.records.visibility import Refused, require

WITHIN = timedelta(minutes=30)
#: What may be taken back: facts about people and reports, not the set-up of the installation.
ROOMS = (
    *("people", "cases", "checks", "samples", "tests", "placements", "contacts", "links", "stays"),
    "journeys",
    "places",
    *("directives", "gatherings", "published"),
    *("reports", "audits", "outbreaks", "milestones"),
    "feeds",
    "drafts",
)


def take_back(*, by: User, made: Change) -> None:
    """
    Undo a change that the same user made a short while ago.

    Every record it touched goes back to what it was before, or goes; the versions in between stay
    in the history. Twice is once.

    Raises
    ------
    Refused
        Somebody else made it, or the post may not do such a thing any more.
    ValidationError
        It was made too long ago, or something was recorded on top of it since.
    """
    check_may_take_back(by, made)
    with change(made.action, by=by, reason=_("taken back"), key=key_of(made)) as undoing:
        for model in reversed(RECORDS):
            for pk in _touched(model, made):
                _put_back(model, pk, made, undoing.at)


def check_may_take_back(by: User, made: Change) -> None:
    """
    Refuse what may not, or can no longer, be taken back.

    Raises
    ------
    Refused, ValidationError
        As `take_back`.
    """
    if made.by_id != by.pk or made.action.split(".")[0] not in ROOMS or made.action not in MAY:
        raise Refused(_("Only what you entered yourself can be taken back."))
    require(by, made.action)
    if taken_back(made):
        raise ValidationError(_("This has been taken back already."))
    if clock.now() - made.at > WITHIN:
        raise ValidationError(
            _("It was saved more than %(minutes)d minutes ago. Correct it instead.")
            % {"minutes": WITHIN.seconds // 60}
        )


def taken_back(made: Change) -> bool:
    """Say whether a change has been taken back, or is itself a taking back."""
    undone = Change.objects.filter(key=key_of(made)).exists()
    return undone or (made.key or "").startswith("taken back:")


def key_of(made: Change) -> str:
    """Return the key of the change that takes another one back."""
    return f"taken back:{made.pk}"


def versions_of(made: Change) -> list[models.Model]:
    """Return the versions that a change wrote, in the order of `RECORDS`."""
    return [v for m in RECORDS for v in m.history.filter(history_date=made.at)]


def _touched(model: type[models.Model], made: Change) -> list[int]:
    versions = model.history.filter(history_date=made.at)
    return list(versions.values_list("id", flat=True).distinct().order_by("-id"))


def _put_back(model: type[models.Model], pk: int, made: Change, now) -> None:
    versions = model.history.filter(id=pk)
    since = versions.filter(history_date__gt=made.at).exclude(history_date=now)
    if not _all_taken_back(set(since.values_list("history_date", flat=True))):
        raise ValidationError(_on_top())
    before = versions.filter(history_date__lt=made.at).order_by("history_date", "history_id").last()
    if before is not None and before.history_type != "-":
        before.instance.save()
        return
    record = model.objects.filter(pk=pk).first()
    try:
        if record is not None:
            record.delete()
    except models.ProtectedError:
        raise ValidationError(_on_top()) from None


def _all_taken_back(instants: set[datetime]) -> bool:
    """Say whether the changes of these instants, each with its taking back, are as if never made."""
    of_them = list(Change.objects.filter(at__in=instants))
    return {made.at for made in of_them} == instants and all(map(taken_back, of_them))


def _on_top() -> str:
    return _("Something has been recorded on top of it since. Correct it instead.")
