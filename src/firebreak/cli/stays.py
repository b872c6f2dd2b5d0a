"""`firebreak stays`: feeds of check-ins, gate passes and tickets go into the index of stays."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from firebreak.cli.asked import for_a_program
from firebreak.cli.command import SpeakingGroup, option
from firebreak.cli.faults import BadInput, Surroundings
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.progress import progress
from firebreak.cli.scope import unit_named

KINDS = ("check_ins", "gate_passes", "tickets")
FIELDS = ("person", "place", "place_name", "start", "end")
#: What the engine says of a bad row, for the translators.
REASONS = (
    gettext_noop("it has no person_id"),
    gettext_noop("it has no place_id"),
    gettext_noop("it has no start"),
    gettext_noop("it starts outside the years 2001 to 2067"),
    gettext_noop("it has no end; assume_end can say how long such a stay is taken to last"),
    gettext_noop("it does not end after it starts"),
    gettext_noop("it ends outside the years 2001 to 2067"),
    gettext_noop("it lasts less than a second"),
)
SHOWN = 40  # places listed; --json has them all
BAD_ROW = re.compile(r"row (\d+): (.+?)\.(?:\n|$)")


@click.group(
    "stays",
    cls=SpeakingGroup,
    help=gettext_noop(
        "Feeds of stays: check-ins, gate passes and tickets, kept beside the record for tracing.\n\n"
        "Whom an id in a feed means is not known until somebody who traces says so."
    ),
)
def command() -> None:
    """Everything is done by the commands below."""


def of_feeds(function: Callable) -> Callable:
    """Add the options that `build` and `append` share."""
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


_OPTIONS = (
    click.argument("files", nargs=-1, required=True, metavar="FILE…"),
    option(
        "--sender",
        required=True,
        metavar="CODE",
        help=gettext_noop(
            "The unit whose feed it is, by its code. Ids are taken as that unit's own: the same id"
            " of another sender is somebody else."
        ),
    ),
    option(
        "--kind",
        type=click.Choice(KINDS),
        default=KINDS[0],
        help=gettext_noop("What is in it: check_ins (default), gate_passes or tickets."),
    ),
    option(
        "--column",
        "columns",
        multiple=True,
        metavar="HEADING=FIELD",
        help=gettext_noop(
            "Read a column as person, place, place_name, start or end, if its heading is not recognised:"
            " --column 码值=person."
        ),
    ),
    option(
        "--assume-end",
        type=click.IntRange(1, 24 * 60),
        metavar="MINUTES",
        help=gettext_noop(
            "How long a stay without an end is taken to last; a trace says that it was assumed."
            " Without it, such a row is bad."
        ),
    ),
    option(
        "--strict",
        is_flag=True,
        help=gettext_noop(
            "Take nothing in if any row is bad, and say which and why. This is the default."
        ),
    ),
    option(
        "--skip-bad",
        metavar="FILE",
        help=gettext_noop(
            "Instead take in the good rows, and write the bad ones there, each with its reason."
        ),
    ),
)


@command.command(
    "build",
    help=gettext_noop(
        "Make the index of stays from CSV or Parquet files.\n\n"
        "Columns are recognised by their headings in Chinese or English. Times without a zone are"
        " the city's; a day alone makes a stay of that day, known to the day only."
    ),
)
@of_feeds
@option(
    "--replace",
    is_flag=True,
    help=gettext_noop("Put it in the place of the index that is there, with all its feeds."),
)
def build(replace: bool, **asked: Any) -> None:
    """Make the index anew."""
    open_installation()
    from firebreak.engine import tracing
    from firebreak.records.traces.stays import has_index, index_path

    path = index_path()
    if has_index() and not replace:
        raise BadInput(
            _(
                "There is an index of stays already. Add to it with firebreak stays append, or"
                " put another in its place with --replace."
            )
        )
    _take_in(lambda stays, **how: tracing.build(stays, path, **how), **asked)


@command.command(
    "append",
    help=gettext_noop(
        "Add CSV or Parquet files to the index of stays, late and out of order as they may be.\n\n"
        "They are seen at once, also by a site that is running."
    ),
)
@of_feeds
@option(
    "--compact",
    is_flag=True,
    help=gettext_noop("Then put the index in order: traces are quicker, it takes a while."),
)
def append(compact: bool, **asked: Any) -> None:
    """Add to the index; the first feed makes it."""
    open_installation()
    from firebreak.engine import tracing
    from firebreak.records.traces.stays import has_index, index_path

    path = index_path()
    if not has_index():
        _take_in(lambda stays, **how: tracing.build(stays, path, **how), **asked)
        return
    with said_plainly():
        index = tracing.open(path)
    _take_in(lambda stays, **how: (index.append(stays, **how), index)[1], **asked)
    if compact:
        with said_plainly():
            index.compact()


@command.command("info", help=gettext_noop("Say what is in the index of stays, and from whom."))
@option("--verify", is_flag=True, help=gettext_noop("Read all of it, and see that it is whole."))
@for_a_program
def info(verify: bool, as_json: bool) -> None:
    """Tell what is there."""
    open_installation()
    from firebreak.engine import tracing
    from firebreak.records.traces.stays import has_index, index_path

    path = index_path()
    if not has_index():
        click.echo("null" if as_json else _("There is no index of stays: firebreak stays build"))
        return
    with said_plainly():
        found = tracing.open(path).info(verify=verify)
    facts = _facts(found)
    if as_json:
        click.echo(json.dumps(facts | {"feeds": _feeds()}, ensure_ascii=False, indent=1))
    else:
        _tell(facts, _feeds())


@command.command(
    "places",
    help=gettext_noop(
        "List the places of feeds that are linked to no place of the record, the most visited first,"
        " with the places on record whose names are most alike."
    ),
)
@for_a_program
def places(as_json: bool) -> None:
    """Tell what waits to be linked."""
    open_installation()
    from firebreak.records.situation import situation
    from firebreak.records.traces.feed_places import suggestions, waiting
    from firebreak.records.visibility import PROGRAM

    with said_plainly():
        rows = waiting(situation(), PROGRAM).to_dicts()
    alike = suggestions({row["name"] or row["code"] for row in rows}, PROGRAM)
    for row in rows:
        found = alike[row["name"] or row["code"]]
        row["alike"] = [{"place": place.pk, "name": place.name} for place in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        _tell_places(rows)


@command.command(
    "link-place",
    help=gettext_noop(
        "Say which place of the record an id of a place in the feeds of a sender means: people of"
        " the feed and of the record then meet there. Said anew, it is corrected.\n\n"
        "CODE is the id as the feed has it; PLACE the name of the place on record, or its number."
    ),
)
@click.argument("code", metavar="CODE")
@click.argument("place", metavar="PLACE")
@option(
    "--sender",
    required=True,
    metavar="UNIT",
    help=gettext_noop("The unit whose feed it is, by its code."),
)
def link_place(code: str, place: str, sender: str) -> None:
    """Link one."""
    open_installation()
    from django.core.exceptions import ValidationError

    from firebreak.records.actions import feeds

    unit, found = unit_named(sender), _place_named(place)
    try:
        feeds.link_place(by=None, sender=unit, code=code, place=found)
    except ValidationError as refused:
        raise BadInput(" ".join(refused.messages)) from refused
    click.echo(_("{code} of {sender} is {place}.").format(code=code, sender=unit, place=found))


def _place_named(text: str):
    from firebreak.records.models import Place
    from firebreak.records.one_place import named, present

    known = Place.objects.filter(merged_into=None)
    found = list(named(known.filter(within=None), text)[:2])
    if not found and text.isascii() and text.isdigit():
        found = list(known.filter(pk=present(int(text[:18]))))
    if len(found) == 1:
        return found[0]
    raise BadInput(
        (
            _("There are several places {text} on record. Give the number of the one you mean.")
            if found
            else _(
                "There is no place {text} on record. Give its name as the record has it, or its number."
            )
        ).format(text=text)
    )


def _take_in(
    add: Callable[..., Any],
    *,
    files: tuple[str, ...],
    sender: str,
    kind: str,
    columns: tuple[str, ...],
    assume_end: int | None,
    strict: bool,
    skip_bad: str | None,
) -> None:
    from django.conf import settings

    from firebreak.cli.feeds.reading import FeedFile

    if strict and skip_bad:
        raise click.UsageError(
            _(
                "--strict takes nothing in if any row is bad, --skip-bad takes in the good rows. Say"
                " one of the two."
            )
        )
    unit, said = unit_named(sender), _said_columns(columns)
    assumed = timedelta(minutes=assume_end) if assume_end else None
    feeds = [FeedFile(Path(file), unit.code, settings.TIME_ZONE, said, assumed) for file in files]
    for feed in feeds:
        feed.open()  # what is wrong with the last file is said before the first is read
    with progress(_("Stays")) as tell, said_plainly(feeds):
        index = add(
            (part for feed in feeds for part in feed.batches()),
            places=_named_places(feeds),
            skip_bad=skip_bad or False,
            progress=lambda _doing, done, total: tell(done, total),
            assume_end=assumed,
        )
    _record(feeds, unit, kind)
    _tell_taken(feeds, index.skipped, skip_bad)


def _named_places(feeds: list) -> Any:
    """What the files call their places; None if they do not say."""
    import polars as pl

    named = [table for table in (feed.places() for feed in feeds) if table is not None]
    return pl.concat(named).unique("place_id", keep="last", maintain_order=True) if named else None


def _said_columns(columns: tuple[str, ...]) -> dict[str, str]:
    said = {}
    for text in columns:
        heading, _equals, field = text.rpartition("=")
        if not heading or field not in FIELDS:
            raise click.UsageError(
                _("--column {text}: write HEADING=FIELD; a field is one of {fields}.").format(
                    text=text, fields=", ".join(FIELDS)
                )
            )
        said[heading] = field
    return said


@contextmanager
def said_plainly(feeds: list | None = None) -> Iterator[None]:
    """Say what is wrong with an index or a row in a sentence, by the file's own row."""
    from firebreak.engine.tracing import BusyIndexError, StaysIndexError

    try:
        yield
    except BusyIndexError as error:
        raise Surroundings(
            _("Another program is writing to the index of stays. Wait until it is done.")
        ) from error
    except StaysIndexError as error:
        raise BadInput(_of_row(str(error), feeds or [])) from error


def _of_row(message: str, feeds: list) -> str:
    found = BAD_ROW.search(message)
    if found is None:
        return message
    row, reason = int(found[1]), found[2]
    before = 0
    for feed in feeds:
        if row <= before + feed.rows:
            return _(
                "{file}, row {row}: {reason}. Nothing was taken in. Mend the row, or leave bad rows"
                " out with --skip-bad FILE."
            ).format(file=feed.path.name, row=row - before, reason=_(reason))
        before += feed.rows
    return message


def _record(feeds: list, unit, kind: str) -> None:
    from firebreak.records.actions import feeds as actions

    for feed in feeds:
        if feed.first is not None:
            actions.receive(
                by=None,
                kind=kind,
                sender=unit,
                file_name=feed.path.name,
                rows=feed.rows,
                first=feed.first,
                last=feed.last,
            )


def _tell_taken(feeds: list, skipped: int, bad: str | None) -> None:
    for feed in feeds:
        click.echo(_("{file}: {rows} rows.").format(file=feed.path.name, rows=f"{feed.rows:,}"))
    if skipped:
        click.echo(
            _("{rows} bad rows were left out; they are in {file}.").format(rows=skipped, file=bad)
        )


def _facts(found) -> dict[str, Any]:
    return {
        "path": str(found.path),
        "stays": found.stays,
        "late": found.late,
        "persons": found.persons,
        "places": found.places,
        "first": _local(found.first),
        "last": _local(found.last),
        "segments": found.segments,
        "bytes": found.size,
    }


def _local(at) -> str | None:
    from django.conf import settings

    return at.astimezone(settings.CITY_ZONE).isoformat(timespec="minutes") if at else None


def _feeds() -> list[dict[str, Any]]:
    from firebreak.records.models import Feed

    return [
        {
            "kind": feed.kind,
            "sender": feed.sender.code,
            "file": feed.file_name,
            "rows": feed.rows,
            "received": _local(feed.told_at),
            "first": _local(feed.happened_at),
            "last": _local(feed.happened_until),
        }
        for feed in Feed.objects.select_related("sender").order_by("id")
    ]


def _tell_places(rows: list[dict[str, Any]]) -> None:
    from firebreak.outputs.layout import table

    if not rows:
        click.echo(_("No place of a feed waits to be linked."))
        return
    heads = (_("sender"), _("id"), _("name"), _("stays"), _("most alike on record"))
    lines = [
        (
            row["sender"],
            row["code"],
            row["name"] or "–",
            f"{row['stays']:,}",
            ", ".join(f"{near['name']} ({near['place']})" for near in row["alike"]) or "–",
        )
        for row in rows[:SHOWN]
    ]
    for line in table([heads, *lines], right=(False, False, False, True, False)):
        click.echo(line)
    if len(rows) > SHOWN:
        click.echo(_("and {n} more; --json has them all").format(n=len(rows) - SHOWN))


def _tell(facts: dict[str, Any], feeds: list[dict[str, Any]]) -> None:
    from firebreak.outputs.layout import table

    words = {
        "path": _("folder"),
        "stays": _("stays"),
        "late": _("of them late, not yet in order"),
        "persons": _("persons"),
        "places": _("places"),
        "first": _("first stay begins"),
        "last": _("last stay ends"),
        "segments": _("segments"),
        "bytes": _("bytes"),
    }
    lines = [
        (words[name], f"{value:,}" if isinstance(value, int) else value or "–")
        for name, value in facts.items()
    ]
    for line in table(lines, right=(False, False)):
        click.echo(line)
    heads = (_("received"), _("sender"), _("file"), _("rows"))
    rows = [(f["received"], f["sender"], f["file"], f"{f['rows']:,}") for f in feeds]
    for line in table([heads, *rows], right=(False, False, False, True)) if rows else ():
        click.echo(line)
