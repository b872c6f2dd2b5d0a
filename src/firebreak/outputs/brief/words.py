"""The sentences of a brief that its text and its page share."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import reduce

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from firebreak.outputs.brief.facts import (
    Brief,
    Change,
    Clock,
    CountyRow,
    EditionChange,
    Figure,
    HandedOver,
    Held,
    Holder,
    OutbreakTargets,
    Published,
    Reason,
    RoundDue,
    RuleClocks,
    Silent,
    Target,
)
from firebreak.records.nowcasts import StillToCome

WORST = ("error", "warning", "note")
UNKNOWN = "–"


def listed(parts: Iterable[str]) -> str:
    """Parts of one list."""
    return pgettext("list", ", ").join(parts)


def apart(parts: Iterable[str]) -> str:
    """Parts that may be lists themselves."""
    return pgettext("list", "; ").join(parts)


def sentences(said: Iterable[str]) -> str:
    """One sentence after another; Chinese has no space between them."""
    return reduce(lambda a, b: _("%(first)s %(second)s") % {"first": a, "second": b}, said)


def with_colon(what: str, said: str) -> str:
    """What, and what is said of it."""
    return _("%(what)s: %(said)s") % {"what": what, "said": said}


def with_detail(what: str, detail: str) -> str:
    """What, and its detail in brackets."""
    return _("%(what)s (%(detail)s)") % {"what": what, "detail": detail}


def instant(at: datetime, midnight: str = "24:00") -> str:
    """An instant in the city's time; midnight is 24:00 of the day that ends, as bulletins say."""
    local = at.astimezone(settings.CITY_ZONE)
    if local.time() == time() and midnight == "24:00":
        return f"{local.date() - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def hour(at: datetime, near: datetime, midnight: str = "24:00") -> str:
    """An instant without its year, if it is that of `near`."""
    full = instant(at, midnight)
    return full[5:] if full[:4] == instant(near)[:4] else full


def day_or_hour(at: datetime, near: datetime, only_day: bool) -> str:
    """A time no more exact than it is known."""
    full = hour(at, near, midnight="00:00")
    return full.rpartition(" ")[0] if only_day else full


def span(minutes: int) -> str:
    """A length of time by its two largest parts."""
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days and hours:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if days:
        return _("%(days)d d") % {"days": days}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": left}
    return _("%(minutes)d min") % {"minutes": left}


def signed(number: int | None) -> str:
    """A difference with its sign; "0" is no difference."""
    if number is None:
        return UNKNOWN
    return f"{number:+d}" if number else "0"


def counted(number: int | None) -> str:
    """A number of a table; what is not on record has none."""
    return UNKNOWN if number is None else str(number)


def title(made: Brief) -> str:
    if not made.scope:
        return _("Outbreak brief")
    return _("%(unit)s: outbreak brief") % {"unit": made.scope}


def standing(made: Brief) -> list[str]:
    """Of when the figures are, and what they are held against."""
    lines = [
        _("Figures as of %(close)s; against the figures of %(before)s.")
        % {"close": instant(made.close), "before": instant(made.compared_with)}
    ]
    if made.compared_as_known:
        lines.append(
            _("Yesterday's figures are those known at %(known)s.")
            % {"known": instant(made.compared_as_known)}
        )
    else:
        lines.append(_("Yesterday's figures are as they are known now."))
    if made.known:
        lines.append(
            _("The record is shown as it was known at %(known)s.") % {"known": instant(made.known)}
        )
    if made.is_demo:
        lines.append(_("Demo city: every person in it is invented."))
    return lines


def still_to_come(found: StillToCome | None) -> str:
    """How many confirmed cases of the last days are still to be reported; empty if none is."""
    if found is None:
        return ""
    said = (
        _(
            "Confirmed cases with onset since %(since)s still to be reported: about %(about)s "
            "(95%% interval %(lower)s to %(upper)s), going by how late earlier days were reported."
        )
        if found.by == "date_onset"
        else _(
            "Confirmed cases of the days since %(since)s still to be reported: about %(about)s "
            "(95%% interval %(lower)s to %(upper)s), going by how late earlier days were reported."
        )
    )
    return said % {
        "since": _("%(month)02d-%(day)02d") % {"month": found.since.month, "day": found.since.day},
        "about": round(found.mean),
        "lower": found.lower,
        "upper": found.upper,
    }


def why(figure: Figure) -> str:
    """What explains a figure's difference, in one line; empty if nothing changed."""
    parts = []
    for reason in figure.reasons:
        number = signed(reason.change) if reason.change else str(reason.count)
        said = f"{number} {reason.words}"
        parts.append(with_detail(said, _named(reason)) if reason.cases else said)
    return apart(parts)


def _named(reason: Reason) -> str:
    named = listed(str(case) for case in reason.cases)
    more = reason.count - len(reason.cases)
    return named + _(" and %(n)d more") % {"n": more} if more > 0 else named


def notes(figure: Figure, at: datetime) -> list[str]:
    """What has to be said of a figure: why it differs, what came after it, or that it is not known."""
    if figure.total is None:
        return [not_recorded(figure.published)]
    said = (why(figure), since_by_day(figure, at))
    return [one for one in said if one]


def since_by_day(figure: Figure, at: datetime) -> str:
    """How many more are known only to be of the day of the brief; empty if none."""
    count = figure.since_by_day
    if not count:
        return ""
    return ngettext(
        "%(n)d more known only to the day: %(measure)s %(day)s",
        "%(n)d more known only to the day: %(measure)s %(day)s",
        count,
    ) % {"n": count, "measure": _plain(figure.measure), "day": day_or_hour(at, at, only_day=True)}


def _plain(measure: str) -> str:
    """A measure in one word, as a case is said to be."""
    return {
        "confirmed": pgettext("column", "confirmed"),
        "suspected": pgettext("column", "suspected"),
        "recovered": pgettext("column", "recovered"),
        "died": pgettext("column", "died"),
        "excluded": pgettext("difference", "excluded"),
        "probable": pgettext("figure", "Clinically diagnosed"),
        "asymptomatic": pgettext("figure", "Asymptomatic"),
    }[measure]


def known_by_day(count: int) -> str:
    """How many of a number are known to the day only, and the day is not over; empty if none."""
    if not count:
        return ""
    return ngettext(
        "%(n)d of the day itself, the hour not known",
        "%(n)d of the day itself, the hour not known",
        count,
    ) % {"n": count}


def not_recorded(published: Published | None) -> str:
    """That a measure is not on record here, and what was made public of it."""
    if published is None:
        return _("not recorded here")
    return _("not recorded here; published: %(n)d (%(at)s)") % {
        "n": published.value,
        "at": instant(published.as_of),
    }


def has_other(made: Brief) -> bool:
    """Whether any county's count differs for another reason than new cases."""
    return any(row.other for row in (*made.counties, made.total))


def other_note() -> str:
    return _("Other: moved from or to another unit, corrected, excluded.")


def county(row: CountyRow, *, other: bool) -> list[str]:
    """The numbers of a line of the table by county."""
    return [
        counted(row.confirmed),
        counted(row.new),
        *([signed(row.other)] if other else []),
        counted(row.suspected),
        counted(row.recovered),
        counted(row.died),
        counted(row.overdue),
        counted(row.silent),
    ]


def county_heads(*, other: bool) -> list[str]:
    return [
        pgettext("column", "confirmed"),
        pgettext("column", "new"),
        *([pgettext("column", "other")] if other else []),
        pgettext("column", "suspected"),
        pgettext("column", "recovered"),
        pgettext("column", "died"),
        pgettext("column", "overdue"),
        pgettext("column", "silent"),
    ]


def overdue_title(made: Brief) -> str:
    if not made.overdue_count:
        return _("Breached clocks")
    return ngettext(
        "Breached clocks: %(n)d, by who holds it",
        "Breached clocks: %(n)d, by who holds them",
        made.overdue_count,
    ) % {"n": made.overdue_count}


def silence_apart(reports: int) -> str:
    """That the missing reports of silent units are not among the breached clocks; empty if none."""
    if not reports:
        return ""
    return ngettext(
        "%(n)d missing report of silent units is counted apart.",
        "%(n)d missing reports of silent units are counted apart.",
        reports,
    ) % {"n": reports}


def before_record(count: int) -> str:
    """How many clocks cannot be judged; empty if none."""
    if not count:
        return ""
    return ngettext(
        "%(n)d clock ran out before this record began and cannot be judged.",
        "%(n)d clocks ran out before this record began and cannot be judged.",
        count,
    ) % {"n": count}


def about_overdue(made: Brief) -> list[str]:
    """What has to be said under the breached clocks."""
    said = [
        what_stands_here() if made.overdue else nothing_overdue(made),
        silence_apart(made.silent_reports),
        before_record(made.before_record_count),
    ]
    return [one for one in said if one]


def what_stands_here() -> str:
    return _("A clock stands here until the record that stops it is in.")


def nothing_overdue(made: Brief) -> str:
    """What to say where no clock is breached."""
    if made.before_record_count:
        return _("None that can be judged.")
    if not made.clocks_count:
        return _("No clock runs: nothing that starts one is on record.")
    if made.silent_reports:
        return _("None but the missing reports of silent units.")
    return _("None: every record that is due is there.")


def soon_title(made: Brief) -> str:
    return _("Due within %(hours)d h, beside rounds and reports of the day: %(n)d") % {
        "hours": made.soon_hours,
        "n": made.soon_count,
    }


def nothing_soon(made: Brief) -> str:
    return _("Nothing falls due within %(hours)d h.") % {"hours": made.soon_hours}


def holder(held: Holder) -> str:
    """Who holds the clocks, the telephone, and how many they are if they are of several rules."""
    parts = [phone(held.phone)] if held.unit else []
    if len(held.rules) > 1:
        parts.append(ngettext("%(n)d clock", "%(n)d clocks", held.count) % {"n": held.count})
    return with_detail(post(held), pgettext("clock", ", ").join(parts)) if parts else post(held)


def post(held: Holder | Held) -> str:
    """The unit and the role that hold clocks."""
    if not held.unit:
        return _("%(role)s, of a unit not on record") % {"role": held.role}
    return " · ".join(part for part in (held.unit, held.role) if part)


def phone(number: str) -> str:
    return _("tel. %(phone)s") % {"phone": number} if number else _("no telephone on record")


def holders_title() -> str:
    return _("All who hold a breached clock, or one due soon")


def clocks(made: Brief, held: RuleClocks) -> str:
    """The clocks of a rule in one sentence: how many, how late the worst is, about whom."""
    worst = held.clocks[0]
    parts = [_due(made, worst, held.count)]
    if worst.escalated_to:
        parts.append(_("now with %(role)s") % {"role": worst.escalated_to})
    subjects = listed(_subject(held, clock) for clock in held.clocks)
    if more := held.subjects - len(held.clocks):
        subjects += _(" and %(n)d more") % {"n": more}
    return _("%(rule)s: %(subjects)s (%(times)s)") % {
        "rule": held.name,
        "subjects": subjects,
        "times": pgettext("clock", ", ").join(parts),
    }


def _subject(held: RuleClocks, one: Clock) -> str:
    """About whom, and how often of late where it is more than once."""
    if one.times == 1:
        return one.subject
    often = (
        ngettext("%(n)d round", "%(n)d rounds", one.times)
        if held.recurs
        else (ngettext("%(n)d clock", "%(n)d clocks", one.times))
    )
    return with_detail(one.subject, often % {"n": one.times})


def _due(made: Brief, worst: Clock, count: int) -> str:
    times = {
        "due": hour(worst.due, made.at),
        "span": span(worst.late_minutes),
        "n": count,
    }
    if worst.late_minutes and count > 1:
        return _("%(n)d in all, the oldest due %(due)s, %(span)s over") % times
    if worst.late_minutes:
        return _("due %(due)s, %(span)s over") % times
    return (_("%(n)d in all, the first due %(due)s") if count > 1 else _("due %(due)s")) % times


def rounds(made: Brief, one: RoundDue) -> str:
    """A duty of the day: how many are still to come, by when."""
    return _("%(rule)s: %(n)d still to come by %(due)s") % {
        "rule": one.name,
        "n": one.count,
        "due": hour(one.due, made.at),
    }


def more_holders(count: int, shown: tuple[Holder, ...]) -> str:
    """How many clocks belong to holders that the brief does not list; empty if none."""
    rest = count - sum(held.count for held in shown)
    if not rest:
        return ""
    return ngettext(
        "%(n)d more clock is held by others: see “%(table)s”.",
        "%(n)d more clocks are held by others: see “%(table)s”.",
        rest,
    ) % {"n": rest, "table": holders_title()}


def changes_title(made: Brief) -> str:
    return _("Changed since the brief of the day before: %(n)d") % {"n": made.changes_count}


def change(made: Brief, one: Change) -> str:
    """A case and what it became."""
    who = with_detail(str(one.case), one.case.county) if one.case.county else str(one.case)
    became = one.label
    if one.at:
        at = day_or_hour(one.at, made.at, one.at_day)
        became = _("%(became)s on %(at)s") % {"became": one.label, "at": at}
    return with_colon(who, listed((became, one.why) if one.why else (became,)))


def silent_title(made: Brief) -> str:
    return _("Silent units, whose report of the day is overdue: %(n)d") % {"n": made.silent_count}


def silent(made: Brief, one: Silent) -> str:
    """A silent unit: its name, its telephone, since when."""
    heard = (
        _("last heard %(at)s") % {"at": hour(one.last_heard, made.at)}
        if one.last_heard
        else _("never heard")
    )
    overdue = _("due %(due)s") % {"due": hour(one.due, made.at)}
    times = pgettext("clock", ", ").join((overdue, heard))
    return with_colon(with_detail(one.unit, phone(one.phone)), times)


def handed_over_title() -> str:
    return _("Handed over and not answered: the sender holds them until then")


def handed_over(made: Brief, one: HandedOver) -> str:
    """A unit that owes an answer: its telephone, for how many, since when."""
    said = ngettext("%(n)d contact", "%(n)d contacts", one.count) % {"n": one.count}
    if one.since:
        since = _("the longest since %(at)s") % {"at": hour(one.since, made.at)}
        said = pgettext("clock", ", ").join((said, since))
    return with_colon(with_detail(one.unit, phone(one.phone)), said)


def outbreak(one: OutbreakTargets) -> str:
    """7-1-7 of an outbreak in one line."""
    return with_colon(one.outbreak, apart(target(t) for t in one.targets))


def edition_change(made: Brief, one: EditionChange) -> str:
    """An edition that came or comes into force, and its work."""
    came = one.valid_from <= made.at
    sentence = (
        _("In force since %(at)s: %(name)s.") if came else _("In force from %(at)s: %(name)s.")
    ) % {"at": hour(one.valid_from, made.at, midnight="00:00"), "name": one.name}
    if one.work is None:
        return sentence
    work = ngettext(
        "Its work list has %(n)d entry.", "Its work list has %(n)d entries.", one.work
    ) % {"n": one.work}
    return sentences((sentence, work))


def target(one: Target) -> str:
    """One of 7-1-7: the state, and the days against the limit."""
    said = with_colon(one.label, one.state_label)
    if one.days is None:
        return said
    if one.days < 0:
        return with_detail(said, before(one.target) % {"days": -one.days})
    days = _("%(days)d d, limit %(limit)d d") % {"days": one.days, "limit": one.limit_days}
    return with_detail(said, days)


def before(target: str) -> str:
    """Of a step that came before the one it is counted from; to be filled in with the `days`."""
    return {
        "detect": _("%(days)d d before the first onset"),
        "notify": _("%(days)d d before the detection"),
        "respond": _("%(days)d d before the notification"),
        "first_action": _("%(days)d d before the notification"),
    }[target]


def inconsistencies(made: Brief) -> str:
    """How many things in the data should be looked at, and where they are listed."""
    total = sum(made.inconsistencies.values())
    if not total:
        return _("The data's own check found nothing.")
    words = {
        "error": ngettext(
            "%(n)d cannot be true", "%(n)d cannot be true", made.inconsistencies.get("error", 0)
        ),
        "warning": ngettext(
            "%(n)d is probably wrong",
            "%(n)d are probably wrong",
            made.inconsistencies.get("warning", 0),
        ),
        "note": ngettext(
            "%(n)d is worth a look", "%(n)d are worth a look", made.inconsistencies.get("note", 0)
        ),
    }
    found = [
        words[k] % {"n": made.inconsistencies[k]} for k in WORST if made.inconsistencies.get(k)
    ]
    return _("To check in the data: %(found)s; the page “%(page)s” lists them.") % {
        "found": listed(found),
        "page": _("Contradictions"),
    }


def provenance(made: Brief) -> str:
    """From what, and as of when, the brief was made."""
    sources = ngettext("%(n)d source", "%(n)d sources", made.sources) % {"n": made.sources}
    facts = {"at": instant(made.at), "sources": sources}
    if made.last_change is None:
        return _("Made for %(at)s from %(sources)s; nothing is on record yet.") % facts
    facts["stored"] = instant(made.last_change)
    return _("Made for %(at)s from %(sources)s; last change of the record %(stored)s.") % facts


def editions(made: Brief) -> str:
    if not made.editions:
        return _("No protocol edition was in force.")
    return _("Editions in force: %(names)s.") % {"names": apart(made.editions)}
