"""The list of duties, and one duty with its rule, its clock and its evidence."""

from datetime import timedelta

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from firebreak.engine.duties.clocks import STATES
from firebreak.engine.duties.protocols import HOLDERS, Duty, Edition, Round
from firebreak.engine.kinds import matching
from firebreak.outputs import urgent
from firebreak.records.models import Unit
from firebreak.records.situation import Situation, duties_seen, situation, visible
from firebreak.site.asked import instant, number
from firebreak.site.download import as_cell, as_file, person_cell
from firebreak.site.duties.evidence import evidence_of
from firebreak.site.duties.lines import OPEN_STATES, Line, lines, role_label, rule_of
from firebreak.site.duties.words import kind_word
from firebreak.site.guard import may_open
from firebreak.site.templatetags.pages import when_between
from firebreak.site.words import STATES as STATE_WORDS
from firebreak.site.words import apart

PER_PAGE = 40
#: What asks for the duties without the missing reports of silent units, as Today counts them.
APART = {"silence": "apart"}
URGENCY = {state: rank for rank, state in enumerate(("overdue", "due_soon", "open"))}


@may_open("duties.read")
def duties(request):
    """List duties: mine, my unit's, or all that I see; by state, county and rule."""
    now = situation(known=request.known)
    rows = chosen(request.GET, request.scope, now)
    if request.GET.get("format"):
        return as_file(request, "duties", _columns(), _exported(rows, now, request.scope))
    page = Paginator(_Rows(rows, now, request.scope), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "now": now.at,
        "total": rows.height,
        "silent": urgent.among(silence(now, request.scope), rows).height,
        "filters": now.once(_filters, request.scope, get_language()),
        "asked": request.GET,
        "who": request.GET.get("who", "all"),
    }
    return render(request, "duties/list.html", context)


@may_open("duties.read")
def duty(request, edition: str, rule: str, record: int):
    """Show one duty: its rule, its clock, who held it when, and the records that prove it."""
    now = situation(known=request.known)
    found = _find(request, now, edition, rule, record)
    row = found.row(0, named=True)
    context = {
        "line": lines(found, now, may_enter=request.scope.may)[0],
        "evidence": evidence_of(row, now),
        "now": now.at,
        **_rule_in_words(rule_of(row, now), now.protocols.edition(edition)),
    }
    return render(request, "duties/detail.html", context)


def _rule_in_words(rule: Duty | Round, edition: Edition) -> dict:
    return {
        "rule": rule,
        "edition": edition,
        "edition_name": edition.name.of(get_language() or "en"),
        "within": getattr(rule, "within", None),
        "starts": apart(kind_word(kind) for word in rule.starts for kind in matching(word)),
        "fulfilled_by": apart(kind_word(k) for word in rule.fulfilled_by for k in matching(word)),
        "source": edition.sources[rule.source].of(get_language() or "en"),
    }


def chosen(asked, scope, now: Situation) -> pl.DataFrame:
    """Return the duties that the filters in `asked` leave, the most urgent first."""
    rows = _in_states(asked.getlist("state"), scope, now)
    if asked.get("who") == "mine":
        rows = mine(rows, scope, now)
    for name in ("rule", "holder_role", "reason"):
        if asked.get(name):
            rows = rows.filter(pl.col(name).cast(pl.String) == asked[name])
    if asked.get("rule_like"):
        rows = rows.filter(pl.col("rule").str.starts_with(asked["rule_like"]))
    for name in ("county", "holder_unit"):
        if asked.get(name):
            rows = rows.filter(pl.col(name) == _unit_id(now, asked[name]))
    if asked.get("under"):
        under = _units_under(now, asked["under"])
        rows = rows.filter(pl.col("county").is_in(under) | pl.col("holder_unit").is_in(under))
    if (person := number(asked.get("person"))) is not None:
        rows = rows.filter(subject_kind="person", subject=person)
    return _about_silence(rows, asked.get("silence"), scope, now)


def _about_silence(rows: pl.DataFrame, asked: str | None, scope, now: Situation) -> pl.DataFrame:
    if asked == "apart":
        return urgent.beside(silence(now, scope), rows)
    if asked == "only":
        return urgent.among(silence(now, scope), rows)
    return rows


def silence(now: Situation, scope) -> pl.DataFrame:
    """Return the missing reports of the silent units of a scope, which its list of duties holds."""
    return now.once(_silence, scope)


def _silence(now: Situation, scope) -> pl.DataFrame:
    return urgent.silence(duties_seen(now, scope), now)


def _in_states(asked: list[str], scope, now: Situation) -> pl.DataFrame:
    states = [state for state in asked if state in STATES] or list(OPEN_STATES)
    if set(states) <= set(OPEN_STATES):
        return waiting(now, scope).filter(_in_state(states))
    return by_urgency(duties_seen(now, scope).filter(_in_state(states)))


def mine(rows: pl.DataFrame, scope, now: Situation) -> pl.DataFrame:
    """Return the duties that the reader's own post holds."""
    if scope.role is None:
        return rows
    units = now.units.filter(pl.col("id") == scope.unit_id)["path"]
    under = now.units.filter(pl.col("path").str.starts_with(units[0] if len(units) else "-"))
    held = pl.col("holder_unit").is_in(under["id"].implode()) | pl.col("holder_unit").is_null()
    if scope.role not in HOLDERS:
        return rows.clear()
    return rows.filter((pl.col("holder_role") == str(scope.role)) & held)


def waiting(now: Situation, scope) -> pl.DataFrame:
    """Return the duties of a scope that are not done yet, the most urgent first."""
    return now.once(_waiting, scope)


def _waiting(now: Situation, scope) -> pl.DataFrame:
    return by_urgency(duties_seen(now, scope).filter(_in_state(OPEN_STATES)))


def _in_state(states) -> pl.Expr:
    return pl.any_horizontal(pl.col("state") == state for state in states)


def by_urgency(rows: pl.DataFrame) -> pl.DataFrame:
    """Sort: overdue longest first, then what is due next."""
    rank = pl.lit(9, pl.UInt8)
    for state, place in URGENCY.items():
        rank = pl.when(pl.col("state") == state).then(pl.lit(place, pl.UInt8)).otherwise(rank)
    return rows.sort(rank, "due", "rule", "subject")


def urgency(row: dict) -> tuple:
    """The same order for a few rows: `sorted(rows, key=urgency)`."""
    return URGENCY.get(row["state"], len(URGENCY)), row["due"], row["rule"], row["subject"]


def _unit_id(now: Situation, code: str) -> int:
    found = now.units.filter(pl.col("code") == code)["id"]
    return found[0] if len(found) else -1


def _units_under(now: Situation, code: str) -> pl.Series:
    paths = now.units.filter(pl.col("code") == code)["path"]
    start = paths[0] if len(paths) else "-"
    return now.units.filter(pl.col("path").str.starts_with(start))["id"].implode()


def _find(request, now: Situation, edition: str, rule: str, record: int) -> pl.DataFrame:
    if number(str(record)) is None:
        raise Http404(_("There is no such duty."))
    due = instant(request.GET.get("due"))
    rows = now.duties
    if due is not None and due < now.at - timedelta(days=1):
        rows = now.rounds_since(due - timedelta(days=1))
    rows = visible(rows, request.scope, now).filter(edition=edition, rule=rule, start_record=record)
    if due is not None:
        rows = rows.filter(pl.col("due") == due)
    if rows.is_empty():
        raise Http404(_("There is no such duty."))
    return rows.head(1)


def _counts(rows: pl.DataFrame) -> dict[str, int]:
    found = dict(rows.group_by(pl.col("state").cast(pl.String)).len().iter_rows())
    return {state: found.get(state, 0) for state in STATES}


def _filters(now: Situation, scope, language: str) -> dict:
    with override(language):
        return _filters_of(duties_seen(now, scope), silence(now, scope), now, language)


def _filters_of(rows: pl.DataFrame, silent: pl.DataFrame, now: Situation, language: str) -> dict:
    rules = {r.id: r.name.of(language) for e in now.protocols for r in e.rules}
    used = sorted(set(rows["rule"].unique()))
    counties = Unit.objects.filter(id__in=rows["county"].drop_nulls().unique().to_list())
    counts = _counts(rows)
    roles = sorted(set(rows["holder_role"].cast(pl.String).drop_nulls().unique()))
    return {
        "rules": [(rule, rules[rule]) for rule in used],
        "counties": [(unit.code, str(unit)) for unit in counties],
        "roles": [(role, role_label(role)) for role in roles],
        "states": [(state, str(STATE_WORDS[state]), counts[state]) for state in STATE_WORDS],
        "overdue": {"clocks": counts["overdue"] - silent.height, "silent": silent.height},
    }


class _Rows:
    """The rows of a list, turned into lines only for the page that is shown."""

    def __init__(self, rows: pl.DataFrame, now: Situation, scope) -> None:
        self.rows, self.now, self.scope = rows, now, scope

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[Line]:
        return lines(self.rows[part], self.now, may_enter=self.scope.may)


def _columns() -> list[tuple[str, str]]:
    return [
        ("state", _("State")),
        ("title", _("Duty")),
        ("subject", _("About")),
        ("holder_unit", _("Held by (unit)")),
        ("holder_role", _("Held by (role)")),
        ("county", _("County")),
        ("started", _("Started")),
        ("due", _("Due")),
        ("fulfilled", _("Fulfilled")),
        ("reason", _("Reason")),
        ("record", _("Record")),
    ]


def _exported(rows: pl.DataFrame, now: Situation, scope):
    for part in rows.iter_slices(5000):
        for line in lines(part, now, may_enter=lambda action: False):
            yield {
                **vars(line),
                "state": str(STATE_WORDS[line.state]),
                "started": as_cell(when_between(line.started, line.started_until)),
                "record": person_cell(_person(line)),
            }


def _person(line: Line) -> int | None:
    is_person = line.row["subject_kind"] == "person" and line.subject
    return line.row["subject"] if is_person else None
