"""The words of the closed vocabularies as people read them, and the shape that goes with each.

A state or a classification is always shown by its word and its shape together; the colour only
repeats them.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES = {
    "overdue": _("overdue"),
    "due_soon": _("due soon"),
    "open": pgettext_lazy("a duty", "open"),
    "met": pgettext_lazy("a duty", "met"),
    "met_late": pgettext_lazy("a duty", "met late"),
    "not_applicable": _("not applicable"),
}
CLASSIFICATIONS = {
    "suspected": pgettext_lazy("a case", "suspected"),
    "probable": pgettext_lazy("a case", "probable"),
    "confirmed": pgettext_lazy("a case", "confirmed"),
    "asymptomatic": pgettext_lazy("a case", "asymptomatic"),
    "excluded": pgettext_lazy("a case", "excluded"),
    "recovered": pgettext_lazy("a case", "recovered"),
    "died": pgettext_lazy("a case", "died"),
}


def shape_of(state: str) -> str:
    """
    Return the name of the icon, and of the CSS class, of a state or classification.

    Examples
    --------
    >>> shape_of("met_late")
    'met-late'
    """
    return str(state or "").replace("_", "-").replace(" ", "-")
