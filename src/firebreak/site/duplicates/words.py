"""What a likeness says, in plain words, and how much it is worth."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firebreak.intake.linkage import CERTAIN
from firebreak.intake.linkage.scoring import probability_of

WORDS = {
    ("name", "surname"): gettext_lazy("the same surname; more is told of one of them only"),
    ("name", "other_surname"): gettext_lazy("different surnames"),
    ("name", "same"): gettext_lazy("the same name"),
    ("name", "sound"): gettext_lazy("names that sound the same"),
    ("name", "kin"): gettext_lazy("the same surname but another given name, as in one family"),
    ("name", "one_character"): gettext_lazy("names that differ in one character"),
    ("name", "different"): gettext_lazy("different names"),
    ("sex", "same"): gettext_lazy("the same sex"),
    ("sex", "different"): gettext_lazy("different sexes"),
    ("birth", "same"): gettext_lazy("the same date of birth"),
    ("birth", "nearly"): gettext_lazy("dates of birth that differ as by a slip of the pen"),
    ("birth", "age"): gettext_lazy("the same age, to a year or so"),
    ("birth", "age_about"): gettext_lazy("ages a few years apart"),
    ("birth", "different"): gettext_lazy("different ages"),
    ("id_number", "same"): gettext_lazy("the same ID number"),
    ("id_number", "different"): gettext_lazy("different ID numbers"),
    ("phone", "same"): gettext_lazy("the same telephone"),
    ("phone", "different"): gettext_lazy("different telephones"),
    ("home", "same"): gettext_lazy("the same town, village or grid"),
    ("home", "county"): gettext_lazy("the same county; of one of them no more is told"),
    ("home", "elsewhere"): gettext_lazy("the same county, but elsewhere in it"),
    ("home", "different"): gettext_lazy("different counties"),
    ("onset", "same"): gettext_lazy("ill since the same day"),
    ("onset", "days"): gettext_lazy("ill since days close to each other"),
    ("onset", "different"): gettext_lazy("ill since different days"),
    ("exposure", "same"): gettext_lazy("exposed to the same case"),
    ("exposure", "different"): gettext_lazy("exposed to different cases"),
}
#: Beyond a million a number says no more than that.
MOST_BITS = 20
SLIGHT_BITS = 0.2  # below a sixth either way it says nothing


@dataclass(frozen=True)
class Reason:
    """One feature: what is alike or not, and what that is worth."""

    text: str
    worth: str
    is_against: bool


def reasons(features: Iterable[tuple[str, str, float]]) -> list[Reason]:
    """Return what speaks for one person and against, the weightiest first."""
    told = [each for each in features if each[1] != "unknown" and abs(each[2]) >= SLIGHT_BITS]
    ordered = sorted(told, key=lambda each: -abs(each[2]))
    return [
        Reason(str(WORDS[feature, level]), times(bits), bits < 0)
        for feature, level, bits in ordered
    ]


def unknown(features: Iterable[tuple[str, str, float]]) -> list[str]:
    """Return what could not be compared, because one record or both do not say it."""
    return [str(NAMES[feature]) for feature, level, _bits in features if level == "unknown"]


NAMES = {
    "name": gettext_lazy("name"),
    "sex": gettext_lazy("sex"),
    "birth": gettext_lazy("age"),
    "id_number": gettext_lazy("ID number"),
    "phone": gettext_lazy("telephone"),
    "home": gettext_lazy("where they live"),
    "onset": gettext_lazy("onset"),
    "exposure": gettext_lazy("exposure"),
}


def times(bits: float) -> str:
    """Say what bits of evidence do to the odds that two records are one person."""
    if abs(bits) >= MOST_BITS:
        if bits > 0:
            return _("more than a million times as likely")
        return _("more than a million times less likely")
    ratio = 2 ** abs(bits)
    two_digits = float(f"{ratio:.2g}")
    rounded = int(two_digits) if two_digits.is_integer() else two_digits
    number = number_format(rounded, use_l10n=True, force_grouping=True)
    if bits > 0:
        return _("%(number)s times as likely") % {"number": number}
    return _("%(number)s times less likely") % {"number": number}


def in_a_hundred(probability: float) -> str:
    """Say a probability; nothing that is weighed is ever impossible, or beyond all doubt."""
    percent = probability * 100
    if percent < 1:
        return _("less than 1 in 100")
    if probability >= CERTAIN:
        return _("more than 99.9 in 100")
    # Towards the ends one digit more, for 99.4 is not yet 99.9.
    number = number_format(percent, 1 if percent > 99 else 0, use_l10n=True)
    return _("%(number)s in 100") % {"number": number}


def how_sure(weight: float) -> str:
    """Say how sure a proposal is."""
    if probability_of(weight) >= CERTAIN:
        return _("as good as certain")
    return _("likely")
