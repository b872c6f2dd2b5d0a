"""The brief of a large city: made by a process beside the site, and shown until it is old.

It takes seconds of all processors, so that no page can wait for it. Whoever asks first is told that it is
being made; from then on the last one is shown, which says of when it is, while the next is made. A
smaller city's, and one of the past, is made while one waits.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils.translation import get_language, override

from firebreak.outputs.brief.facts import Brief
from firebreak.outputs.brief.make import brief, yesterday
from firebreak.records import clock
from firebreak.records.beside import Answer, Beside
from firebreak.records.situation import Situation
from firebreak.records.visibility import Scope

EVERY = timedelta(minutes=5)  # how often one of a large city is made at most
MOST_KEPT = 100  # scopes, by languages
IDLE_SECONDS = 300.0

MAKING = Beside(MOST_KEPT, IDLE_SECONDS, is_waited_for=True)


@dataclass
class _Kept:
    """The last one of a scope in a language, and the one that was asked for."""

    last: Brief | None = None
    asked: Answer | None = None


_kept: dict[tuple, _Kept] = {}


def latest(now: Situation, scope: Scope) -> Brief | None:
    """
    Return the brief of a scope, in the active language.

    Of a large city the last one there is, which may be some minutes old; None: the first is being
    made, and will be there later. Not to be called inside `as_known`.
    """
    if not (MAKING.is_engaged and now.is_large):
        return brief(now, scope=scope, before=yesterday(now))
    kept = _kept.setdefault((_database(), scope, get_language()), _Kept())
    while len(_kept) > MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    asked = kept.asked
    if asked is not None and asked.settled.is_set():
        # What could not be made there is made here: the log says why.
        kept.last = asked.value or brief(now, scope=scope, before=yesterday(now))
        kept.asked = None
    if kept.asked is None and (kept.last is None or now.at - kept.last.at >= EVERY):
        kept.asked = _ask(now, scope)
    return kept.last


def engage() -> None:
    """Have those of a large city made by a process beside this one from now on."""
    MAKING.is_engaged = True


def _ask(now: Situation, scope: Scope) -> Answer:
    asked = (now, scope, get_language())
    return MAKING.ask((_database(), now.at, *asked[1:]), _made, lambda: asked)


def _made(asked: tuple[Situation, Scope, str]) -> Brief:
    now, scope, language = asked
    with override(language), clock.held_at(now.at):
        return brief(now, scope=scope, before=yesterday(now))


def _database() -> str:
    return str(connection.settings_dict["NAME"])
