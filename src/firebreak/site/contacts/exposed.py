"""Attack rates by setting: of the contacts of a scope, who was exposed where, and who fell ill."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from firebreak.engine import epidemic
from firebreak.engine.tables import is_kind
from firebreak.records import tables
from firebreak.records.models import Case
from firebreak.records.situation import Situation, contacts_seen
from firebreak.records.visibility import Scope
from firebreak.site.indicators import measured
from firebreak.site.templatetags.pages import share

#: Who is a case: a suspected one may turn out to be none.
CASES = ("confirmed", "probable", "asymptomatic", "recovered", "died")
#: Whoever was told, kept or looked at has somebody who would know of his illness.
FOLLOWED = ("contact.reached", "placement.began", "check")

SETTLED = "settled"  # of whom it is known whether they fell ill
ASKED = (SETTLED, *epidemic.OUTCOMES)


@dataclass(frozen=True)
class Setting:
    """
    One setting: how many were exposed there, and what became of them.

    Attributes
    ----------
    settled
        Of whom it is known whether they fell ill: the denominator.
    so_far
        The rate if all who are still watched stay well.
    """

    key: str
    label: str
    settled: int
    ill: int
    watched: int
    not_known: int
    rate: str
    interval: str
    so_far: str
    rests_on: str

    @property
    def fell_ill_href(self) -> str:
        return rows_address(self.key, "fell_ill")

    @property
    def settled_href(self) -> str:
        return rows_address(self.key, SETTLED)

    @property
    def watched_href(self) -> str:
        return rows_address(self.key, "watched")

    @property
    def not_known_href(self) -> str:
        return rows_address(self.key, "not_known")


def rows_address(setting: str, outcome: str) -> str:
    """The address of the list of the people of a setting with an outcome."""
    return f"{reverse('contacts')}?{urlencode({'setting': setting, 'outcome': outcome})}"


def settings_told(now: Situation, scope: Scope) -> list[Setting]:
    """Return the settings in which contacts of a scope were exposed, the known ones of the field first."""
    rows = now.once(exposed, scope)
    if rows.is_empty():
        return []
    counted = rows.group_by("setting").agg(_counted())
    counts = {row["setting"]: row for row in counted.to_dicts()}
    return [_setting(row, counts[row["setting"]]) for row in rates(rows)]


def rates(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the attack rate of every setting, in the field's order."""
    of = {row["setting"]: row for row in _rates(rows).to_dicts()} if rows.height else {}
    yield from (of[setting] for setting in epidemic.SETTINGS if setting in of)


def _rates(rows: pl.DataFrame) -> pl.DataFrame:
    # Who was exposed to one case in one setting was exposed together.
    return epidemic.attack_rates(rows, cluster="together")


def exposed(now: Situation, scope: Scope) -> pl.DataFrame:
    """Return the exposed of a scope as `epidemic.exposed_by_setting` does, and their outcomes."""
    cases = now.linelist.filter(pl.col("pathogen") == now.pathogen)
    known = cases.filter(pl.col("classification").is_in(CASES))
    # Contacts of another pathogen's cases were exposed to something else.
    contacts = contacts_seen(now, scope).filter(pl.col("case_id").is_in(cases["id"].implode()))
    return epidemic.exposed_by_setting(
        contacts,
        known.select("person_id", day=pl.coalesce("date_onset", "date_confirmation")),
        observation=observation(now),
        now=now.at,
        zone=settings.CITY_ZONE,
        places=tables.places(),
        stays=tables.stays(),
        unknown=_unknown(now, cases, contacts),
    )


def observation(now: Situation) -> timedelta:
    """How long a contact is watched, by the edition in force."""
    return measured.thresholds(now).observation


def _unknown(now: Situation, cases: pl.DataFrame, contacts: pl.DataFrame) -> pl.Series:
    """Who may be ill without anybody knowing: never reached, or suspected and no result yet."""
    followed = now.events.filter(is_kind(*FOLLOWED))["subject"].unique()
    never = contacts["to_id"].filter(~contacts["to_id"].is_in(followed.implode()))
    suspected = cases.filter(pl.col("classification") == "suspected")["person_id"]
    return pl.concat([never, suspected]).unique()


def _counted() -> list[pl.Expr]:
    return [(pl.col("outcome") == name).sum().alias(name) for name in epidemic.OUTCOMES]


def _setting(row: dict[str, Any], counts: dict[str, int]) -> Setting:
    known = row["rate"] is not None
    return Setting(
        key=row["setting"],
        label=setting_word(row["setting"]),
        settled=row["exposed"] - row["unknown"],
        ill=row["ill"],
        watched=counts["watched"],
        not_known=counts["not_known"],
        rate=share(row["rate"]),
        interval=f"{share(row['lower'])} – {share(row['upper'])}" if known else "–",
        so_far=_so_far(row["ill"], row["exposed"] - counts["not_known"]),
        rests_on=_rests_on(row),
    )


def _so_far(ill: int, followed: int) -> str:
    return share(ill / followed) if followed else "–"


def _rests_on(row: dict[str, Any]) -> str:
    if not row["clusters"]:
        return _("nobody whose outcome is known")
    groups = ngettext("exposed to %(number)d case", "exposed to %(number)d cases", row["clusters"])
    told = groups % {"number": row["clusters"]}
    if row["design_effect"] is None or row["design_effect"] < 1.05:
        return told
    return _("%(groups)s; people infected together widen the interval %(times)s times") % {
        "groups": told,
        "times": f"{row['design_effect'] ** 0.5:.1f}",
    }


def setting_word(setting: str) -> str:
    """A setting in words, those of the manner of infection of a case."""
    own = {
        "workplace": pgettext("setting", "work or school"),
        "other": pgettext("setting", "other or not known"),
    }
    return own.get(setting) or str(Case.InfectedThrough(setting).label)


def outcome_word(outcome: str) -> str:
    """What became of somebody exposed, in words."""
    return {
        SETTLED: pgettext("exposed", "observation over, or fell ill"),
        "fell_ill": pgettext("exposed", "fell ill"),
        "stayed_well": pgettext("exposed", "stayed well"),
        "watched": pgettext("exposed", "still watched"),
        "not_known": pgettext("exposed", "not known whether ill"),
    }[outcome]


def of_outcome(rows: pl.DataFrame, setting: str, outcome: str) -> pl.Series:
    """Return the people of a setting (other than one: of any) with an outcome of `ASKED`."""
    asked = rows.filter(setting=setting) if setting in epidemic.SETTINGS else rows
    if outcome == SETTLED:
        return asked.filter(pl.col("ill").is_not_null())["person_id"]
    return (asked.filter(outcome=outcome) if outcome in ASKED else asked)["person_id"]
