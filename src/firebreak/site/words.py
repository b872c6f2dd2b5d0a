"""The words of the closed vocabularies as people read them, and the shape that goes with each.

A state or a classification is always shown by its word and its shape together; the colour only
repeats them.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

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
PATHOGENS = {
    "sars-cov-2": pgettext_lazy("a disease", "COVID-19"),
    "measles": pgettext_lazy("a disease", "measles"),
}
RECORD_KINDS = {
    "auditfinding": pgettext_lazy("a record", "finding of an audit"),
    "case": pgettext_lazy("a record", "case"),
    "check": pgettext_lazy("a record", "check"),
    "classification": pgettext_lazy("a record", "classification"),
    "contact": pgettext_lazy("a record", "contact"),
    "directive": pgettext_lazy("a record", "order"),
    "distinction": pgettext_lazy("a record", "two people told apart"),
    "draft": pgettext_lazy("a record", "draft"),
    "externalid": pgettext_lazy("a record", "id in another system"),
    "feed": pgettext_lazy("a record", "feed"),
    "feedidentity": pgettext_lazy("a record", "id in a feed"),
    "feedplace": pgettext_lazy("a record", "place in a feed"),
    "gathering": pgettext_lazy("a record", "gathering"),
    "household": pgettext_lazy("a record", "household"),
    "linkdecision": pgettext_lazy("a record", "link of a chain"),
    "merge": pgettext_lazy("a record", "merge of two records"),
    "milestone": pgettext_lazy("a record", "milestone"),
    "outbreak": pgettext_lazy("a record", "outbreak"),
    "person": pgettext_lazy("a record", "person"),
    "place": pgettext_lazy("a record", "place"),
    "placedistinction": pgettext_lazy("a record", "two places told apart"),
    "placemerge": pgettext_lazy("a record", "merge of two places"),
    "placement": pgettext_lazy("a record", "placement"),
    "reading": pgettext_lazy("a record", "document"),
    "report": pgettext_lazy("a record", "report"),
    "sample": pgettext_lazy("a record", "sample"),
    "stay": pgettext_lazy("a record", "stay"),
    "test": pgettext_lazy("a record", "test"),
    "transfer": pgettext_lazy("a record", "transfer of a contact"),
    "unit": pgettext_lazy("a record", "unit"),
}


def apart(parts: Iterable[str]) -> str:
    """Write several things as one text, in the reader's own punctuation."""
    return pgettext("list", "; ").join(parts)


def shape_of(state: str) -> str:
    """
    Return the name of the icon, and of the CSS class, of a state or classification.

    Examples
    --------
    >>> shape_of("met_late")
    'met-late'
    """
    return str(state or "").replace("_", "-").replace(" ", "-")
