"""`firebreak exports`: who took which list out of the record, when, for whom and how much."""

import json
from typing import Any

import click

from firebreak.cli.asked import for_a_program, known_then, of_unit
from firebreak.cli.command import Speaking, option
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.scope import scope_of_unit
from firebreak.cli.times import instant

MOST = 50


@click.command(
    "exports",
    cls=Speaking,
    help=gettext_noop(
        "List what was taken out of the record as a file, the last first.\n\n"
        "Logged before the file is given: lists taken from a page or by the API, firebreak export, and"
        " what a command tells of cases and people for a program (--json, --csv, --svg). At a terminal"
        " the account of the machine is noted."
    ),
)
@of_unit
@option("--all", "every", is_flag=True, help=gettext_noop("All, not only the last 50."))
@known_then
@for_a_program
def command(unit: str | None, every: bool, as_known: str | None, as_json: bool) -> None:
    """Look up, tell."""
    open_installation()
    from firebreak.records.actions.exports import exports_seen

    # The log is only ever added to: as it was known then, it is what had been written by then.
    seen = exports_seen(scope_of_unit(unit))
    if known := instant(as_known, "--as-known"):
        seen = seen.filter(at__lte=known)
    found = list(seen if every else seen[:MOST])
    if as_json:
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=1))
        return
    _tell(found)


def _plain(one: Any) -> dict[str, Any]:
    from django.conf import settings

    return {
        "at": one.at.astimezone(settings.CITY_ZONE).isoformat(timespec="seconds"),
        "by": one.by.get_username() if one.by else None,
        "login": one.login,
        "way": one.way,
        "unit": one.unit.code if one.unit else None,
        "what": one.what,
        "form": one.form,
        "given_to": one.given_to,
        "rows": one.rows,
        "counts": one.counts,
    }


def _tell(found: list[Any]) -> None:
    from firebreak.outputs.layout import table
    from firebreak.site.exports.words import form_word, taker_word, what_word
    from firebreak.site.templatetags.pages import minute

    if not found:
        click.echo(_("No list has been taken out yet."))
        return
    heads = (_("when"), _("taken by"), _("what"), _("format"), _("unit"), _("given to"), _("rows"))
    lines = [
        (
            str(minute(one.at)),
            taker_word(one),
            what_word(one),
            form_word(one.form),
            str(one.unit or "–"),
            one.given_to or "–",
            str(one.rows),
        )
        for one in found
    ]
    for line in table([heads, *lines], right=(*(False,) * 6, True)):
        click.echo(line)
