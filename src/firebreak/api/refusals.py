"""What is wrong with a request, in a sentence of the reader's language; codes are for programmers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: How pydantic calls what is wrong, or its beginning -> what is said of the field.
SENTENCES = {
    "missing": gettext_lazy("%(field)s is missing."),
    "date_": gettext_lazy("%(field)s is no day. Write it as 2020-02-03."),
    "string_type": gettext_lazy("%(field)s is no text."),
    "string_too_long": gettext_lazy("%(field)s is too long: at most %(max_length)s characters."),
    "too_long": gettext_lazy("%(field)s holds too many: at most %(max_length)s."),
    "list_type": gettext_lazy("%(field)s is no list."),
    "int_": gettext_lazy("%(field)s is no whole number."),
    "greater_than_equal": gettext_lazy("%(field)s is too small: at least %(ge)s."),
    "less_than_equal": gettext_lazy("%(field)s is too large: at most %(le)s."),
}
OTHERWISE = gettext_lazy("%(field)s is not what is expected here.")


def said(errors: Sequence[Mapping[str, Any]]) -> str:
    """Return what is wrong with a request, field by field."""
    return " ".join(dict.fromkeys(map(_sentence, errors)))


def _sentence(error: Mapping[str, Any]) -> str:
    known = (words for code, words in SENTENCES.items() if error["type"].startswith(code))
    told = {"field": _field(error["loc"]), **error.get("ctx", {})}
    return str(next(known, OTHERWISE)) % told


def _field(place: Sequence[str | int]) -> str:
    """The way to a field as it was sent: `attachments.0.content`; the body has no name of its own."""
    way = place[2:] if place[0] == "body" else place[1:]
    return ".".join(map(str, way)) or _("The request")
