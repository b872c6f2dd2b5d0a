"""The picture of the chains: what is drawn for whom; it is drawn by a process beside the site.

Vega-Lite needs a third of a second and 300 MB, so no page does it: `picture_of` returns what is
drawn already, or says that it is being drawn.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from firebreak.engine.chains.layout import CASES, CHOSEN, fold, lay_out
from firebreak.engine.chains.picture import QUIET, folded_picture, tree_picture
from firebreak.engine.reference.delays import Delay
from firebreak.engine.reference.pathogens import Pathogen, PathogenError, pathogen
from firebreak.outputs.layout import wrap
from firebreak.records.beside import Answer, Beside
from firebreak.records.chains.computing import Result
from firebreak.records.models import Case, Unit
from firebreak.site.chains.infectors import rows_seen
from firebreak.site.chains.seen import Seen
from firebreak.site.navigation import address

FOLDED_FROM = 150  # cases; more lanes than that nobody reads
#: Lanes that are drawn at most, if asked for: 2,600 of them are a picture of 2.5 MB.
MOST_LANES = 600
FOLDS = ("none", "generation", "unit")
CELL = 6  # pixels of a column of text at the size of the explanation, a Chinese character being two
KEPT = 40  # pictures: of some posts, in two languages
IDLE_SECONDS = 300.0

DRAWING = Beside(KEPT, IDLE_SECONDS)
#: Vega keeps only addresses with a host, so ours get one, which is taken off the picture again.
HOST = "https://firebreak.invalid"
ELSEWHERE = -1  # times the person: the one who infected him is a case the reader does not see


@dataclass(frozen=True)
class Drawn:
    """What a picture shows: which cases, and how they are folded."""

    cases: pl.DataFrame
    links: pl.DataFrame
    chosen: pl.DataFrame
    fold: str
    groups: dict[int, str]
    order: list[str]

    @property
    def lanes(self) -> int:
        """How many lanes the picture has, one below another."""
        return len(self.order) if self.is_folded else self.cases.height

    @property
    def is_folded(self) -> bool:
        """Whether several cases stand in one mark."""
        return self.fold != "none"


def drawn(result: Result, known: Seen, asked_fold: str, people: set[int] | None = None) -> Drawn:
    """
    Return what a picture shows.

    Parameters
    ----------
    asked_fold
        One of `FOLDS`; anything else: folded by generation if there are many.
    people
        Only these, the cases of one chain; None for all.
    """
    own = [p for p in known.people if people is None or p in people]
    links = rows_seen(result.chains.infectors.filter(pl.col("infectee").is_in(own)), known)
    fold_by = asked_fold if asked_fold in FOLDS else _usual_fold(len(own))
    if fold_by == "none" and len(own) > MOST_LANES:
        fold_by = _usual_fold(len(own))
    groups, order = _groups(fold_by, own, result, known)
    chosen = _named(_chosen(result, own, known))
    is_plain = fold_by == "none"
    cases = _cases(own, result, known, is_plain, chosen if is_plain else None)
    return Drawn(cases, _named(links), chosen, fold_by, groups, order)


def specification(
    what: Drawn, title: str, width: int, *, has_legend: bool = False
) -> dict[str, Any]:
    """Return the Vega-Lite picture, in the language of the moment."""
    if what.is_folded:
        tree = fold(what.cases, what.links, what.groups, what.order)
        return folded_picture(tree, _folded_words(title), width=width)
    tree = lay_out(what.cases, what.links, what.chosen)
    return tree_picture(tree, _words(title), settings_of(what), width=width, has_legend=has_legend)


def file_specification(what: Drawn, result: Result, known: Seen, title: str, width: int) -> dict:
    """Return the picture to be taken away: it leaves the page, so it explains itself."""
    spec = specification(what, title, width, has_legend=True)
    return spec | {"usermeta": {"told": explained(what, result, known)}}


def picture_of(spec: dict[str, Any], work: Callable[[dict], Any]) -> Answer:
    """Return the picture of a specification as `svg_for_page`, `svg_file` or `png_file` makes it."""
    text = json.dumps(spec, sort_keys=True)
    key = (work.__name__, hashlib.sha256(text.encode()).hexdigest())
    return DRAWING.ask(key, work, lambda: spec)


def engage() -> None:
    """Have pictures drawn by a process beside this one from now on."""
    DRAWING.is_engaged = True


# What the process beside the site does.


def svg_for_page(spec: dict[str, Any]) -> str:
    """Draw a picture whose marks lead to the pages of the cases."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(vl_spec=spec, allowed_base_urls=[])
    return _second_links_unreached(svg.replace(f'xlink:href="{HOST}', 'xlink:href="'))


def svg_file(spec: dict[str, Any]) -> bytes:
    """Draw a picture to be taken away: on white, without addresses of this site."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(vl_spec=_on_paper(spec), allowed_base_urls=[])
    return re.sub(r"</?a\b[^>]*>", "", svg).encode()


def png_file(spec: dict[str, Any]) -> bytes:
    """Draw the same as PNG, at twice the size, so that it is sharp in print."""
    import vl_convert

    return vl_convert.svg_to_png(svg_file(spec).decode(), scale=2)


def _on_paper(spec: dict[str, Any]) -> dict[str, Any]:
    title = {"text": spec["description"], "anchor": "start", "fontSize": 15, "offset": 12}
    told = spec.get("usermeta", {}).get("told", [])
    cells = spec["width"] // CELL
    lines = [line for sentence in told for line in wrap(sentence, cells)]
    below = {
        "subtitle": lines,
        "subtitleFontSize": 11,
        "subtitleColor": QUIET,
        "subtitlePadding": 6,
    }
    return spec | {"background": "#ffffff", "title": title | below, "padding": 12}


def _second_links_unreached(svg: str) -> str:
    """A case's mark and its label lead to the same page: the keyboard stops at one of them."""
    return re.sub(r"<a (xlink:href=\"[^\"]*\")>(?=<text)", r'<a \1 tabindex="-1">', svg)


# What it is drawn of.


def _usual_fold(cases: int) -> str:
    return "none" if cases <= FOLDED_FROM else "generation"


def _cases(
    own: list[int], result: Result, known: Seen, is_plain: bool, chosen: pl.DataFrame | None
) -> pl.DataFrame:
    days = _days(result)
    shown = known.fetched(own) if is_plain else {}
    rows = [
        {
            "id": person,
            "date_onset": known.facts[person]["date_onset"],
            "day": days[person],
            "date_isolation": known.facts[person]["date_isolation"],
            "setting": known.facts[person]["infected_through"],
            "label": _label(shown.get(person)),
            "href": HOST + address("case", shown[person].pk) if person in shown else None,
        }
        for person in own
    ]
    rows += [_elsewhere(-each, days) for each in _elsewhere_ids(chosen)]
    return pl.DataFrame(rows, schema=CASES)


def _label(case: Case | None) -> str:
    return f"{case} {case.person.name}" if case else ""


def _days(result: Result) -> dict[int, Any]:
    """Where a case of unknown onset is drawn: the day he was probably infected."""
    import numpy as np

    chains = result.chains
    medians = np.median(chains.infection_day_draws, axis=0).astype(int).tolist()
    days = pl.Series(medians).to_frame("n").select(pl.lit(chains.day_zero) + pl.duration(days="n"))
    return dict(zip(chains.ids, days.to_series().to_list(), strict=True))


def _elsewhere_ids(chosen: pl.DataFrame | None) -> list[int]:
    if chosen is None:
        return []
    return [each for each in chosen["infector"] if each is not None and each < 0]


def _elsewhere(person: int, days: dict[int, Any]) -> dict[str, Any]:
    # Of him the reader may know nothing, so he stands where his infectee was probably infected.
    return {
        "id": ELSEWHERE * person,
        "date_onset": None,
        "day": days[person],
        "date_isolation": None,
        "setting": None,
        "label": _("a case elsewhere"),
        "href": None,
    }


def _named(links: pl.DataFrame) -> pl.DataFrame:
    """Give every infector elsewhere an id that says nothing of him."""
    own = pl.when("is_elsewhere").then(ELSEWHERE * pl.col("infectee")).otherwise("infector")
    return links.with_columns(infector=own)


def _chosen(result: Result, own: list[int], known: Seen) -> pl.DataFrame:
    rows = result.chains.consensus().filter(pl.col("infectee").is_in(own))
    is_elsewhere = pl.col("infector").is_not_null() & ~pl.col("infector").is_in(known.people)
    return rows.select(*CHOSEN, is_elsewhere=is_elsewhere)


def _groups(
    fold_by: str, own: list[int], result: Result, known: Seen
) -> tuple[dict[int, str], list[str]]:
    if fold_by == "generation":
        return _generations(own, result)
    if fold_by == "unit":
        return _units(own, known)
    return {}, []


def _generations(own: list[int], result: Result) -> tuple[dict[int, str], list[str]]:
    depth = dict(result.chains.generations.select("id", "mean").iter_rows())
    numbers = {person: round(depth[person]) for person in own}
    most = max(numbers.values(), default=0)
    names = [_("generation %(number)d") % {"number": n} for n in range(most + 1)]
    return {person: names[n] for person, n in numbers.items()}, names


def _units(own: list[int], known: Seen) -> tuple[dict[int, str], list[str]]:
    units = {unit.pk: str(unit) for unit in Unit.objects.filter(kind__in=Unit.COUNTY_LEVEL)}
    others = _("other units")
    groups = {person: units.get(known.facts[person]["unit"], others) for person in own}
    present = set(groups.values())
    ordered = [name for name in units.values() if name in present]
    return groups, [*ordered, *([others] if others in present else [])]


def settings_of(what: Drawn) -> dict[str, str]:
    """Return the settings that occur, in the order of the form; unknown comes last."""
    present = set(what.cases["setting"].drop_nulls())
    words = dict(Case.InfectedThrough.choices)
    known = {key: str(word) for key, word in words.items() if key in present and key != "unknown"}
    return known | {"unknown": str(words["unknown"])}


# What it says of itself.


def note(what: Drawn) -> str:
    """Say how the picture is read."""
    if what.is_folded:
        return _(
            "A circle is the cases of a group with onset on one day; lines are infections expected"
            " from one to another."
        )
    return _(
        "A case stands at its onset (a diamond: onset unknown, drawn at the probable day of"
        " infection). A line leads from the infector, the thicker the more probable; other probable"
        " infectors are dashed. A hollow circle is a case nobody recorded. The grey bar ends at"
        " isolation."
    )


def explained(what: Drawn, result: Result, known: Seen) -> list[str]:
    """Say what is shown, how it is read, and by which figures of the pathogen it was inferred."""
    return [_shown(what, known), note(what), *_figures(result.evidence.pathogen)]


def _shown(what: Drawn, known: Seen) -> str:
    count = sum(1 for person in what.cases["id"] if person in known.case_of)
    told = ngettext(
        "%(number)d case, confirmed, clinically diagnosed or asymptomatic.",
        "%(number)d cases, confirmed, clinically diagnosed or asymptomatic.",
        count,
    ) % {"number": count}
    if not known.unseen:
        return told
    others = ngettext(
        "%(number)d case elsewhere is in the inference and not shown.",
        "%(number)d cases elsewhere are in the inference and not shown.",
        known.unseen,
    ) % {"number": known.unseen}
    return _("%(shown)s %(others)s") % {"shown": told, "others": others}


def _figures(key: str) -> list[str]:
    try:
        of = pathogen(key)
    except PathogenError:
        return []
    words = {
        "pathogen": of.name.of(get_language() or "en"),
        "generation": _days_of(of, of.generation_delay),
        "incubation": _days_of(of, of.incubation_delay),
    }
    text = _(
        "By the figures of %(pathogen)s: generation time %(generation)s; incubation %(incubation)s."
    )
    return [text % words]


def _days_of(of: Pathogen, delay: Delay) -> str:
    return _("%(mean).1f days (sd %(sd).1f; %(source)s)") % {
        "mean": delay.mean_days,
        "sd": delay.sd_days,
        "source": of.sources.get(delay.source, delay.source),
    }


def _words(title: str) -> dict[str, str]:
    return {
        "title": title,
        "onset": _("Onset"),
        "onset_unknown": _("onset unknown, probably infected"),
        "setting": _("Infected through"),
        "link": _("%(infector)s infected %(infectee)s: %(percent)s")
        % {"infector": "{infector}", "infectee": "{infectee}", "percent": "{percent}"},
        "unseen": _("a case nobody recorded; the day is not known"),
        "isolated": _("isolated"),
    }


def _folded_words(title: str) -> dict[str, str]:
    return {
        "title": title,
        "onset": _("Onset"),
        "cases": _("cases: %(count)s") % {"count": "{count}"},
        "cases_title": _("Cases"),
    }
