"""What every page's template uses: addresses that stay in the past, times, states, icons."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import template
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from firebreak.engine.when import Precision, When
from firebreak.site import navigation as rooms_of_the_house
from firebreak.site import spans
from firebreak.site.entry.menu import ACTION_OF
from firebreak.site.words import CLASSIFICATIONS, RECORD_KINDS, STATES, shape_of

register = template.Library()
ICONS = Path(__file__).parents[1] / "static/firebreak/icons"
# Numbers only, the same in every language, so that no translation of formats has to be looked up.
FULL, DAY, SHORT, SHORT_DAY, TIME = "%Y-%m-%d %H:%M", "%Y-%m-%d", "%m-%d %H:%M", "%m-%d", "%H:%M"
LEVEL_ICONS = {"success": "met", "warning": "due-soon", "error": "overdue"}


# ---- addresses ----


def carry_known(href: str, known: datetime | None) -> str:
    """Keep the reader in the past he is looking at: add `known` to an address of ours."""
    if known is None or not href or href.startswith("#"):
        return href
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return href
    query = [(name, value) for name, value in parse_qsl(parts.query, True) if name != "known"]
    query.append(("known", instant_for_link(known)))
    return urlunsplit(parts._replace(query=urlencode(query)))


@register.simple_tag(takes_context=True)
def to_page(context, name: str, *args, **kwargs) -> str:
    """Return the address of a page, which must exist: `{% to_page "case" case.pk %}`."""
    return carry_known(rooms_of_the_house.path_of(name, *args, **kwargs), context.get("known"))


@register.simple_tag(takes_context=True)
def page_url(context, name: str, *args, **kwargs) -> str:
    """Return the address of a page, or nothing if this installation has none of that name."""
    href = rooms_of_the_house.address(name, *args, **kwargs)
    return carry_known(href, context.get("known"))


@register.simple_tag(takes_context=True)
def entry_form(context, name: str, **about: int) -> str:
    """Return the address of a form about a record; nothing for whoever may not enter it now."""
    scope = context.get("scope")
    if scope is None or scope.unit_id is None or context.get("known") is not None:
        return ""
    if not scope.may(ACTION_OF[name]):
        return ""
    href = rooms_of_the_house.path_of(name)
    return f"{href}?{urlencode(about)}" if about else href


@register.simple_tag(takes_context=True)
def may(context, action: str) -> bool:
    """Say whether the reader's post may do something: a link that leads to a refusal is none."""
    scope = context.get("scope")
    return scope is not None and scope.may(action)


@register.filter
def in_known(href: str, known: datetime | None) -> str:
    """Carry the past along an address made elsewhere: `{{ href|in_known:known }}`."""
    return carry_known(href, known)


@register.simple_tag(takes_context=True)
def navigation(context) -> list[rooms_of_the_house.Room]:
    """List the rooms for the navigation: those that the reader's post opens."""
    request, scope = context.get("request"), context.get("scope")
    path = request.path if request else ""
    found = rooms_of_the_house.rooms(path, scope.may) if scope else rooms_of_the_house.rooms(path)
    known = context.get("known")
    if known is None:
        return found
    return [replace(room, href=carry_known(room.href, known)) for room in found]


@register.simple_tag(takes_context=True)
def home(context) -> str:
    """Return where a reader is at home: Today, or what his post may do if it does not open Today."""
    user, scope = context.get("user"), context.get("scope")
    if user is None or not user.is_authenticated or scope is None or scope.may("today.read"):
        return carry_known(rooms_of_the_house.address("today") or "/", context.get("known"))
    return rooms_of_the_house.address("me")


@register.simple_tag(takes_context=True)
def carried_query(context, *without: str) -> SafeString:
    """Write this page's query as hidden fields, so that a GET form on it keeps its filters."""
    request = context.get("request")
    pairs = request.GET.lists() if request else []
    kept = [(name, value) for name, values in pairs for value in values if name not in without]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.simple_tag(takes_context=True)
def page_of(context, name: str, number: int) -> str:
    """Return this page's address with another page of one of its lists: `{% page_of "people" 2 %}`."""
    asked = context["request"].GET.copy()
    asked[name] = number
    return f"?{asked.urlencode()}"


# ---- times ----


@register.filter
def instant_for_link(at: datetime) -> str:
    """Write an instant as `?known=` and a date-time field take it: the city's time, no zone."""
    local = timezone.localtime(at)
    exact = "seconds" if local.second or local.microsecond else "minutes"
    return local.replace(tzinfo=None, microsecond=0).isoformat(timespec=exact)


@register.filter
def instant_for_field(at: datetime) -> str:
    """Write an instant as a date-time field shows it: the city's time, to the minute."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


@register.filter
def minute(at: datetime | None) -> str:
    """Write an instant as text, in the city's time."""
    return _minute(at) if at else _("unknown")


@lru_cache(maxsize=20_000)
def _minute(at: datetime) -> str:
    return timezone.localtime(at).strftime(FULL)


@register.simple_tag
def instant(at: datetime | None, form: str = "full") -> SafeString:
    """Write an instant: `{% instant at %}`, or `{% instant at "short" %}` without the year."""
    if at is None:
        return format_html('<span class="unknown">{}</span>', _("unknown"))
    return _time_element(at, SHORT if form == "short" else FULL)


@lru_cache(maxsize=20_000)  # a page holds a hundred of them, and most pages hold the same
def _time_element(at: datetime, form: str) -> SafeString:
    local = timezone.localtime(at)
    iso = local.isoformat("T", "minutes")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', iso, local.strftime(FULL), local.strftime(form)
    )


@register.simple_tag
def happened(when: When | None, form: str = "full") -> SafeString:
    """Write when something happened as exactly as it is known, and no more exactly."""
    if when is None or when.precision is Precision.UNKNOWN or when.start is None:
        return format_html('<span class="unknown">{}</span>', _("unknown"))
    if when.precision is Precision.MINUTE:
        return instant(when.start, form)
    return _happened(when, form)


@lru_cache(maxsize=20_000)
def _happened(when: When, form: str) -> SafeString:
    # Where there is no room for all of an interval, its end stands on the next line.
    return format_html_join(
        " ",
        '<time datetime="{}">{}</time>',
        [(at.isoformat(), text) for at, text in _ends(when, form)],
    )


@register.simple_tag
def happened_between(start: datetime, until: datetime | None, form: str = "full") -> SafeString:
    """Write the happened-time of a row of events: a minute, a whole day of the city, or between."""
    return happened(when_between(start, until), form)


def when_between(start: datetime, until: datetime | None) -> When:
    """Return the happened-time of a row of events: a minute, a whole day of the city, or between."""
    if until is None:
        return When.minute(start)
    local = timezone.localtime(start)
    is_day = until - start == timedelta(days=1) and local.time() == time.min
    return When(start, until, Precision.DAY if is_day else Precision.INTERVAL)


@register.filter
def when_text(when: When | None) -> str:
    """Write a `When` as text, where no element may stand."""
    if when is None or when.start is None:
        return _("unknown")
    return minute(when.start) if when.precision is Precision.MINUTE else _interval(when, "full")


def _interval(when: When, form: str) -> str:
    return " ".join(text for _at, text in _ends(when, form))


def _ends(when: When, form: str) -> list[tuple[datetime, str]]:
    start, end = timezone.localtime(when.start), timezone.localtime(when.end)
    if when.precision is Precision.DAY:
        return [(start, start.strftime(SHORT_DAY if form == "short" else DAY))]
    first = start.strftime(SHORT if form == "short" else FULL)
    same_day = start.date() == end.date()
    last = end.strftime(TIME if same_day else SHORT)
    return [(start, f"{first} –"), (end, last)]


@register.simple_tag
def due(at: datetime, now: datetime) -> str:
    """Say how long until an instant, or how late it is: `{% due row.due now %}`."""
    return spans.until(at, now)


@register.filter
def span(length) -> str:
    """Write a length of time: `{{ delay|span }}`."""
    return spans.span(length) if length is not None else _("unknown")


# ---- numbers of chance ----


@register.filter
def by_chance(expected: float) -> str:
    """
    Write how many are to be expected by chance.

    Examples
    --------
    >>> by_chance(0.004), by_chance(0.31), by_chance(12.4)
    ('< 0.1', '0.3', '12')
    """
    if expected < 0.05:
        return "< 0.1"
    return f"{expected:.0f}" if expected >= 10 else f"{expected:.1f}"


@register.filter
def probability(p: float | None) -> str:
    """
    Write a probability no more exactly than it can be trusted.

    Examples
    --------
    >>> probability(0.0000002), probability(0.034), probability(1.0), probability(None)
    ('< 0.001', '0.034', '1', '–')
    """
    if p is None:
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.2g}"


@register.filter
def share(p: float | None) -> str:
    """
    Write a probability as a share of a hundred, never rounded to certainty.

    Examples
    --------
    >>> [share(p) for p in (0.0, 0.004, 0.126, 0.997, 1.0)]
    ['0%', '<1%', '13%', '>99%', '100%']
    """
    if p is None:
        return "–"
    if 0 < p < 0.01:
        return "<1%"
    if 0.99 < p < 1:
        return ">99%"
    return f"{p:.0%}"


# ---- states, icons ----


@cache
def _drawing(name: str) -> str:
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        path = ICONS / "info.svg"
    return path.read_text(encoding="utf-8").strip().split(">", 1)[1].removesuffix("</svg>")


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw one of static/firebreak/icons: decoration beside a word, silent to a screen reader."""
    drawing = mark_safe(_drawing(shape_of(name)))  # a file of this package
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        drawing,
    )


@register.simple_tag
def message_icon(level: str) -> SafeString:
    """Draw the icon of a message's level."""
    return icon(LEVEL_ICONS.get(level, "info"))


@register.filter
def shape(state: str) -> str:
    """Return the CSS class of a state."""
    return shape_of(state)


@register.filter
def state_word(state: str) -> str:
    """Return the word for a duty's state."""
    return str(STATES.get(state, state))


@register.filter
def classification_word(classification: str) -> str:
    """Return the word for a case's classification."""
    return str(CLASSIFICATIONS.get(classification, classification or _("unknown")))


@register.filter
def record_word(kind: str) -> str:
    """Return the word for a kind of record."""
    return str(RECORD_KINDS.get(kind, kind))


@register.filter
def field_word(citation) -> str:
    """Return the word for the field of a record that was read from a source."""
    return fact_word(citation.record_kind, citation.field)


def fact_word(kind: str, name: str) -> str:
    """Return the word for a field of a kind of record; when a case happened is its onset."""
    if (kind, name) == ("case", "happened_at"):
        return _("onset")
    try:
        field = apps.get_model("records", kind)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return name
    return str(getattr(field, "verbose_name", name))


@register.simple_tag
def state_badge(state: str) -> SafeString:
    """Show a duty's state: its shape and its word."""
    return _badge("state", shape_of(state), state_word(state))


@register.simple_tag
def classification_badge(classification: str) -> SafeString:
    """Show a case's classification: its shape and its word."""
    return _badge("plain", shape_of(classification), classification_word(classification))


@lru_cache(maxsize=500)  # a page shows dozens, of a dozen kinds
def _badge(look: str, shape: str, label: str) -> SafeString:
    return format_html('<span class="badge {} {}">{}{}</span>', look, shape, icon(shape), label)


@register.inclusion_tag("site/partials/count.html", takes_context=True)
def count(context, number, href: str = "", label: str = "") -> dict:
    """Show a number that opens to its rows: `{% count 16 href "cases through gatherings" %}`."""
    return {"number": number, "href": carry_known(href, context.get("known")), "label": label}
