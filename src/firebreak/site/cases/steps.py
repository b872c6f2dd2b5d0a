"""What can be entered from the page of a case or person, by the reader's post."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _

from firebreak.records.models import Case, Person
from firebreak.records.visibility import Scope
from firebreak.site.duties.next_step import Step
from firebreak.site.navigation import address


def steps(scope: Scope, person: Person, case: Case | None) -> list[Step]:
    """Return the forms the post may fill in, with person and case filled in already."""
    query = {"person": person.pk} | ({"case": case.pk} if case else {})
    return [
        Step(f"{address(entry)}?{urlencode(query)}", label)
        for action, entry, label, needs_case in _FORMS()
        if scope.may(action) and address(entry) and (case is not None or not needs_case)
        if action != "contacts.transfer" or _is_a_contact(person, case)
    ]


def _is_a_contact(person: Person, case: Case | None) -> bool:
    """Whether he is somebody's to watch: on his own page, and exposed to a case."""
    return case is None and person.exposures.exists()


def _FORMS() -> list[tuple[str, str, str, bool]]:  # noqa: N802
    return [
        ("cases.classify", "entry_classification", _("Classify"), True),
        ("samples.take", "entry_sample", _("Take a sample"), False),
        ("tests.result", "entry_result", _("Enter the result"), False),
        ("placements.begin", "entry_placement", _("Begin a placement"), False),
        ("checks.record", "entry_check", _("Enter a check"), False),
        ("contacts.name", "entry_contact", _("Name a contact"), True),
        ("contacts.transfer", "entry_transfer", _("Hand over"), False),
        ("reports.send", "entry_report", _("Send a report"), True),
        ("cases.correct", "entry_correction", _("Correct"), True),
    ]
