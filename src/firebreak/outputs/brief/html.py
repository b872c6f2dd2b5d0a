"""A brief as one page that needs nothing else: to open offline, to print on A4, to send on."""

from functools import cache
from importlib.resources import files

from django.template import Context, Template

from firebreak.outputs.brief import words
from firebreak.outputs.brief.facts import Brief, Holder


def as_html(made: Brief) -> str:
    """Return a brief as a whole HTML document, in the active language."""
    context = {
        "made": made,
        "title": words.title(made),
        "at": words.instant(made.at),
        "standing": words.standing(made),
        "close": words.hour(made.close, made.at),
        "figures": [_figure(figure) for figure in made.figures],
        "counties": made.counties,
        "parts": _clock_parts(made),
        "unproven": words.unproven(made),
        "rounds": [words.rounds(made, one) for one in made.rounds_soon],
        "silent_title": words.silent_title(made),
        "silent": [words.silent(made, one) for one in made.silent],
        "silent_rest": made.silent_count - len(made.silent),
        "changes_title": words.changes_title(made),
        "changes": [words.change(made, one) for one in made.changes],
        "changes_rest": made.changes_count - len(made.changes),
        "edition_changes": [words.edition_change(made, e) for e in made.edition_changes],
        "outbreaks": [words.outbreak(one) for one in made.seven_one_seven],
        "foot": [words.inconsistencies(made), words.editions(made), words.provenance(made)],
    }
    return _template().render(Context(context))


def _figure(figure) -> dict:
    return {
        "label": figure.label,
        "total": figure.total,
        "change": words.signed(figure.change),
        "since": words.signed(figure.since_close),
        "why": words.why(figure),
    }


def _clock_parts(made: Brief) -> list[dict]:
    kinds = (
        (
            "overdue",
            words.overdue_title(made),
            words.nothing_overdue(made),
            made.overdue,
            made.overdue_count,
        ),
        ("soon", words.soon_title(made), words.nothing_soon(made), made.soon, made.soon_count),
    )
    return [
        {
            "id": id_,
            "title": title,
            "nothing": nothing,
            "holders": [_holder(made, held) for held in holders],
            "note": words.what_stands_here() if holders and id_ == "overdue" else "",
            "rest": words.more_holders(count, holders),
        }
        for id_, title, nothing, holders, count in kinds
    ]


def _holder(made: Brief, held: Holder) -> dict:
    return {"head": words.holder(held), "clocks": [words.clocks(made, r) for r in held.rules]}


@cache
def _template() -> Template:
    return Template((files("firebreak.outputs.brief") / "brief.html").read_text("utf-8"))
