"""Why a draft is to be looked at of which the reader had no doubt that it could name.

What was read with little confidence is compared with the document; somebody of whom too little is
told is recognised by nobody later on. What waits for another draft or unit is `foreseeing`.
"""

from django.utils.translation import gettext as _

from firebreak.intake.drafts import Draft
from firebreak.intake.receiving import CERTAIN, tells_somebody


def weakly_read(draft: Draft) -> frozenset[str]:
    """Return the fields that were read with little confidence, and of which no doubt is said."""
    doubted = {doubt.field for doubt in draft.doubts}
    weak = (name for name, value in draft.fields.items() if value.confidence < CERTAIN)
    return frozenset(weak) - doubted


def weak_word() -> str:
    """Say that a value was read with little confidence, and what to do."""
    return _("Not sure to be read rightly: compare it with the document.")


def why_unsure(draft: Draft) -> str:
    """Say why a draft as a whole is to be looked at, and what to do."""
    if draft.kind == "person" and not tells_somebody(draft):
        return _(
            "Only sex, age and home are told, by which nobody is recognised. Search whether"
            " somebody on file is meant; if nobody is, accept it."
        )
    return _("Not sure to be read rightly: compare it with the document, then accept it.")
