"""`firebreak missed`: where the system met a case and let him go on, and what that cost."""

import json
from typing import Any

import click

from firebreak.cli.asked import at_time, for_a_program, known_then, situation_asked
from firebreak.cli.command import Speaking, option
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.scope import scope_of_unit
from firebreak.cli.taking_out import note_taken

BY = ("rule", "post", "unit")


@click.command(
    "missed",
    cls=Speaking,
    help=gettext_noop(
        "List missed chances: where the system met a case and he went on, and what that cost.\n\n"
        "First what was let pass by rule, then moment by moment with what should have held him back, "
        "then the cases that nobody met until late. Times and rules; whose fault it was is for "
        "people to find."
    ),
)
@option(
    "--by",
    type=click.Choice(BY),
    default=BY[0],
    metavar="WHAT",
    help=gettext_noop("Add up by rule, post (its kind) or unit. Without it: by rule."),
)
@option("--unit", metavar="CODE", help=gettext_noop("Only the cases of that unit and below it."))
@option(
    "--no-costs",
    is_flag=True,
    help=gettext_noop("Do not wait for the chains: say nothing of the infections after."),
)
@at_time
@known_then
@for_a_program
def command(
    by: str,
    unit: str | None,
    no_costs: bool,
    as_of: str | None,
    as_known: str | None,
    as_json: bool,
) -> None:
    """Find, choose, write."""
    open_installation()
    from firebreak.records.chains import make_now
    from firebreak.records.missed import missed

    with situation_asked(as_known, as_of) as now:
        scope = scope_of_unit(unit)
        if not no_costs:
            make_now(now)
        found = missed(now)
        told = _Told(found, scope, now)
        if as_json:
            rows = told.chances.height + told.unmet.height
            note_taken(scope=scope, what="missed-chances", form="json", rows=rows)
            click.echo(json.dumps(told.as_json(), ensure_ascii=False, indent=1))
        else:
            told.write(by)


class _Told:
    """What a scope sees of what was found, for a program or a person."""

    def __init__(self, found, scope, now) -> None:
        from firebreak.outputs.brief.names import Names
        from firebreak.records.missed import chances_seen, unmet_seen

        self.found, self.now, self.names = found, now, Names(now)
        self.chances = chances_seen(found, scope, now)
        self.unmet = unmet_seen(found, scope, now)
        self.names.fetch({*self.chances["subject"], *self.unmet["subject"]})

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": _local(self.now.at),
            "costs_known": self.found.has_costs,
            **{f"by_{by}": self._sums(by) for by in BY},
            "chances": [self._chance(row) for row in self.chances.iter_rows(named=True)],
            "unmet": [self._unmet(row) for row in self.unmet.iter_rows(named=True)],
        }

    def write(self, by: str) -> None:
        nothing = self.chances.is_empty() and self.unmet.is_empty()
        if nothing and not self.found.can_tell:
            click.echo(_("No check is on record, so this cannot be judged."))
            return
        if nothing:
            click.echo(_("No case was met and let go on, and none was met late."))
            return
        if not self.found.has_costs:
            click.echo(_("How many infections came after each is not worked out."))
        self._write_sums(by)
        self._write_chances()
        self._write_unmet()

    def _sums(self, by: str) -> list[dict[str, Any]]:
        rows = self.found.sums(self.chances, by).to_dicts()
        if by == "unit":
            rows = [row | {"unit": self.names.code(row["unit"]) or None} for row in rows]
        return rows

    def _chance(self, row: dict) -> dict[str, Any]:
        celsius = row["celsius"]
        return self._plain(row) | {
            "rule_name": self._rule(row),
            "celsius": None if celsius is None else round(celsius, 1),
        }

    def _unmet(self, row: dict) -> dict[str, Any]:
        minutes = int(row["late_by"].total_seconds() // 60)
        plain = {key: value for key, value in self._plain(row).items() if key != "late_by"}
        return plain | {"late_minutes": minutes}

    def _plain(self, row: dict) -> dict[str, Any]:
        """A row with units by their codes and times of the city."""
        plain = {k: _local(v) if hasattr(v, "astimezone") else v for k, v in row.items()}
        codes = {
            k: self.names.code(row[k]) or None for k in ("unit", "met_unit", "county") if k in row
        }
        return plain | codes | {"subject_name": self.names.subject("person", row["subject"])}

    def _rule(self, row: dict) -> str:
        from django.utils.translation import get_language

        chance = self.now.protocols.chance(row["rule"], row["edition"])
        return chance.name.of(get_language() or "en")

    def _write_sums(self, by: str) -> None:
        heads = (_("what"), _("chances"), _("cases"), _("before the rule"), _("infections avoided"))
        names = dict(
            zip(self.chances[by], map(self._name(by), self.chances.to_dicts()), strict=True)
        )
        _write(heads, [
            (names[row[by]], row["chances"], row["cases"], row["before_rule"], _interval(row))
            for row in self.found.sums(self.chances, by).to_dicts()
        ], right=(False, True, True, True, True))  # fmt: skip

    def _name(self, by: str):
        if by == "rule":
            return self._rule
        if by == "post":
            return lambda row: _post(row["post"])
        return lambda row: self.names.unit(row["unit"])

    def _write_chances(self) -> None:
        heads = (_("moment"), _("about"), _("post"), _("what"), _("infections after"))
        _write(heads, [
            (
                _minute(row["moment"]),
                self.names.subject("person", row["subject"]),
                " · ".join((_post(row["post"]), self.names.unit(row["unit"]))),
                self._rule(row),
                _interval(row),
            )
            for row in self.chances.to_dicts()
        ], right=(False, False, False, False, True))  # fmt: skip

    def _write_unmet(self) -> None:
        heads = (_("first met"), _("about"), _("list"), _("infections after"))
        _write(heads, [
            (
                _minute(row["met_at"]),
                self.names.subject("person", row["subject"]),
                self._roll(row),
                _interval(row),
            )
            for row in self.unmet.to_dicts()
        ], right=(False, False, False, True))  # fmt: skip

    def _roll(self, row: dict) -> str:
        from django.utils.translation import get_language

        if row["roll"] is None:
            return _("no list that the record shows")
        rolls = {roll.id: roll for roll in self.now.protocols.edition(row["edition"]).rolls}
        return rolls[row["roll"]].name.of(get_language() or "en")


def _write(heads: tuple[str, ...], rows: list[tuple], *, right: tuple[bool, ...]) -> None:
    from firebreak.outputs.layout import table

    if not rows:
        return
    click.echo("")
    for line in table([heads, *(tuple(map(str, row)) for row in rows)], right=right):
        click.echo(line)


def _post(post: str) -> str:
    from firebreak.engine.kinds import CHECKS
    from firebreak.outputs.brief.names import role_label
    from firebreak.records.models import Check

    return str(Check.Kind(post).label) if post in CHECKS else role_label(post)


def _interval(row: dict) -> str:
    if row["infections_mean"] is None:
        return "–"
    lower, upper = row["infections_lower"], row["infections_upper"]
    return f"{row['infections_mean']:.1f} ({lower:.0f}–{upper:.0f})"


def _minute(at) -> str:
    return _local(at).replace("T", " ")[:16]


def _local(at) -> str:
    from django.conf import settings

    return at.astimezone(settings.CITY_ZONE).isoformat(timespec="minutes")
