"""What people settle about a link of a chain: established or excluded, each with its reason."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.people import require_person
from firebreak.records.change import change
from firebreak.records.models import Case, LinkDecision, User

ESTABLISHED, EXCLUDED = LinkDecision.Verdict.ESTABLISHED, LinkDecision.Verdict.EXCLUDED


def decide_link(
    *, by: User | None, infectee: Case, infector: Case | None, verdict: str, reason: str
) -> LinkDecision:
    """
    Settle that a case was infected by another, or was not.

    Parameters
    ----------
    infector
        None: by nobody on the list of cases.

    Raises
    ------
    Refused
        The post may not, or one of the cases does not exist for it.
    ValidationError
        No reason is given, or it contradicts what is settled already.
    """
    for case in filter(None, (infectee, infector)):
        require_person(by, "links.decide", case.person)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: whoever reads it later has to judge it.")})
    _check_pair(infectee, infector)
    row = LinkDecision(
        infectee=infectee,
        infector=infector,
        verdict=verdict,
        reason=reason.strip(),
        told_at=clock.now(),
    ).with_happened(When.minute(clock.now()))
    row.clean_fields(exclude=["stored_at"])
    with change("links.decide", by=by, reason=row.reason):
        # Inside the change nobody else can settle the opposite meanwhile.
        _check_against_others(infectee, infector, verdict)
        row.save()
    return row


def withdraw_decision(*, by: User | None, decision: LinkDecision, reason: str) -> None:
    """
    Withdraw what was settled about a link; its versions stay in the history.

    Raises
    ------
    Refused
        The post may not, or a case does not exist for it.
    ValidationError
        No reason is given.
    """
    for case in filter(None, (decision.infectee, decision.infector)):
        require_person(by, "links.withdraw", case.person)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    with change("links.withdraw", by=by, reason=reason.strip()):
        decision.delete()


def _check_pair(infectee: Case, infector: Case | None) -> None:
    if infector is None:
        return
    if infector.person_id == infectee.person_id:
        raise ValidationError(_("Nobody infects himself. Choose the other case."))
    if infector.pathogen != infectee.pathogen:
        raise ValidationError(_("The two cases have different pathogens."))


def _check_against_others(infectee: Case, infector: Case | None, verdict: str) -> None:
    settled = LinkDecision.objects.filter(infectee=infectee).select_related("infector")
    for other in settled:
        if other.infector_id == (infector.pk if infector else None):
            raise ValidationError(_("This link is settled already. Withdraw that first."))
        if verdict == other.verdict == ESTABLISHED:
            raise ValidationError(
                _("Another infector of this case is established already. Withdraw that first.")
            )
    if verdict == ESTABLISHED and infector is not None and _descends(infector, infectee):
        raise ValidationError(
            _("By what is established this case began the chain that leads to that infector.")
        )


def _descends(case: Case, ancestor: Case) -> bool:
    """Say whether established links lead from `ancestor` to `case`."""
    infector_of = dict(
        LinkDecision.objects.filter(verdict=ESTABLISHED).values_list("infectee_id", "infector_id")
    )
    at: int | None = case.pk
    for _step in range(len(infector_of) + 1):
        if at == ancestor.pk:
            return True
        at = infector_of.get(at) if at is not None else None
    return False
