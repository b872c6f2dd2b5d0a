"""The probable infectors of a case, as a reader may know them, each with what speaks for him."""

from dataclasses import dataclass, field, replace

import polars as pl
from django.utils.translation import pgettext

from firebreak.records.chains.computing import Result
from firebreak.records.models import Case, LinkDecision
from firebreak.records.prepared import Prepared
from firebreak.site.chains.reasons import Reason, reasons
from firebreak.site.chains.seen import Seen
from firebreak.site.navigation import address

#: Below this an infector is not listed by name; all such together are "somebody else".
LISTED = 0.02
AT_ONCE = 5  # infectors that a case page tells before it is asked for more
LINK = ("infectee", "infector", "probability", "generations")
DECISIONS = Prepared(
    lambda case: LinkDecision.objects.filter(infectee=case).select_related("infector__person")
)


@dataclass(frozen=True)
class Infector:
    """
    One probable infector.

    Attributes
    ----------
    case
        None: nobody on the list of cases, or, if `is_elsewhere`, cases the reader does not see.
    unseen
        Cases nobody recorded, expected between the two.
    """

    case: Case | None
    probability: float
    unseen: float = 0.0
    is_elsewhere: bool = False
    reasons: list[Reason] = field(default_factory=list)
    decision: LinkDecision | None = None
    href: str = ""

    @property
    def told(self) -> list[Reason]:
        """What speaks for him, then what speaks against: together a sentence."""
        in_favour = [each for each in self.reasons if not each.is_against]
        against = [each for each in self.reasons if each.is_against]
        if in_favour and against:
            text = pgettext("evidence", "but %(reason)s") % {"reason": against[0].text}
            against[0] = replace(against[0], text=text)
        return [*in_favour, *against]

    @property
    def is_outside(self) -> bool:
        """Whether he is on no list."""
        return self.case is None and not self.is_elsewhere


@dataclass(frozen=True)
class Infectors:
    """The probable infectors of a case, the most probable first, and how probable all others are."""

    infectee: Case
    listed: list[Infector]
    rest: float

    @property
    def likeliest(self) -> list[Infector]:
        """Those told at once."""
        return self.listed[: self._at_once]

    @property
    def others(self) -> list[Infector]:
        """Those told to whoever asks: many who are all alike say little each."""
        return self.listed[self._at_once :]

    @property
    def _at_once(self) -> int:
        # One left over would take as much room as the line that stands for him.
        return AT_ONCE if len(self.listed) > AT_ONCE + 1 else len(self.listed)

    @property
    def first(self) -> Infector | None:
        """The most probable."""
        return self.listed[0] if self.listed else None


def infectors_of(infectee: Case, result: Result, known: Seen) -> Infectors:
    """Return the probable infectors of a case that the reader sees."""
    rows = rows_seen(result.infectors_of(infectee.person_id), known)
    shown = rows.filter(pl.col("probability") >= LISTED)
    cases = known.fetched(p for p in shown["infector"] if p is not None)
    decisions = decisions_of(infectee)
    listed = [_infector(row, infectee, cases, decisions, known) for row in shown.to_dicts()]
    return Infectors(infectee, listed, max(0.0, 1.0 - sum(each.probability for each in listed)))


def rows_seen(rows: pl.DataFrame, known: Seen) -> pl.DataFrame:
    """
    Return links with all infectors the reader does not see as one, `is_elsewhere`.

    Rows are those of `Chains.infectors`; each infectee's most probable infector comes first.
    """
    people = set(rows["infector"]) - {None}
    elsewhere = pl.Series(known.unseen_of(people), dtype=pl.Int64)
    if elsewhere.is_empty():
        return rows.select(*LINK, is_elsewhere=pl.lit(value=False))
    is_elsewhere = pl.col("infector").is_not_null() & pl.col("infector").is_in(elsewhere.implode())
    return (
        rows.with_columns(is_elsewhere=is_elsewhere)
        .with_columns(infector=pl.when(~pl.col("is_elsewhere")).then("infector"))
        .group_by("infectee", "infector", "is_elsewhere", maintain_order=True)
        .agg(
            pl.col("probability").sum(),
            generations=(pl.col("probability") * pl.col("generations")).sum()
            / pl.col("probability").sum(),
        )
        .sort("infectee", "probability", descending=[False, True], maintain_order=True)
        .select(*LINK, "is_elsewhere")
    )


def decisions_of(infectee: Case) -> dict[int | None, LinkDecision]:
    """What is settled about the infectors of a case, by infector."""
    return {row.infector_id: row for row in DECISIONS(infectee.pk)}


def link_address(infectee: Case, infector: Case | None) -> str:
    """Return the page of a link."""
    if infector is None:
        return address("chain_origin", infectee.pk)
    return address("chain_link", infectee.pk, infector.pk)


def _infector(
    row: dict,
    infectee: Case,
    cases: dict[int, Case],
    decisions: dict[int | None, LinkDecision],
    known: Seen,
) -> Infector:
    if row["is_elsewhere"]:
        return Infector(None, row["probability"], row["generations"], is_elsewhere=True)
    case = cases.get(row["infector"])
    decision = decisions.get(case.pk if case else None)
    return Infector(
        case,
        row["probability"],
        row["generations"] or 0.0,
        reasons=reasons(infectee, case, row["generations"] or 0.0, known, decision),
        decision=decision,
        href=link_address(infectee, case),
    )
