"""The columns of the counties' table."""

from django.utils.translation import gettext as _


def column_words() -> dict[str, str]:
    """What each column counts."""
    return {
        "unit": _("Counting unit"),
        "confirmed": _("Confirmed, cumulative"),
        "new": _("Confirmed since yesterday 0:00"),
        "suspected": _("Suspected now"),
        "overdue": _("Clocks breached"),
        "due_soon": _("About to breach"),
        "silent": _("Silent units"),
        "observed": _("Under observation"),
    }
