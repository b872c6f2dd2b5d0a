"""Identifiers of people: checked, never blocked, found again through a keyed index.

ID numbers and telephone numbers are encrypted in the database. To find somebody by one, the same
number always gives the same key (HMAC-SHA-256 under the installation's own secret), which says
nothing to anybody without it.
"""

import hashlib
import hmac
import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _
from stdnum.iso7064 import mod_11_2


def index_of(identifier: str | None) -> str | None:
    """Return the key under which an identifier is looked up; None for none."""
    plain = normalise(identifier)
    if not plain:
        return None
    return hmac.new(settings.INDEX_KEY.encode(), plain.encode(), hashlib.sha256).hexdigest()


def normalise(identifier: str | None) -> str:
    """
    Return an identifier without spaces, dashes and full-width characters, in upper case.

    Examples
    --------
    >>> normalise("１３９ 0000-0001")
    '13900000001'
    """
    wide = unicodedata.normalize("NFKC", identifier or "")
    if wide.isalnum():
        return wide.upper()
    return "".join(c for c in wide if c.isalnum()).upper()


def id_number_warning(id_number: str | None) -> str | None:
    """
    Say what looks wrong about a resident ID number (GB 11643); None if nothing does.

    A warning never blocks: newborns, foreigners and holders of permits have other numbers.

    References
    ----------
    ISO/IEC 7064:2003, MOD 11-2.
    """
    plain = normalise(id_number)
    if not plain:
        return None
    if len(plain) != 18:
        return _(
            "The ID number has %(n)d characters; a resident ID has 18. Check it, or keep it as it is."
        ) % {"n": len(plain)}
    if not plain[:17].isdigit() or not mod_11_2.is_valid(plain):
        return _(
            "The check digit of the ID number does not fit. Compare it with the card, or keep it as it is."
        )
    return None
