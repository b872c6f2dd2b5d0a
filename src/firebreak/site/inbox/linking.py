"""Mending what a draft is linked to: another draft of the document, or a record on file."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import QueryDict

from firebreak.intake import links
from firebreak.intake.accepting.desk import Desk, on_file_key
from firebreak.intake.drafts import ATTENDEE
from firebreak.intake.links import LINKS, WITH_ATTENDEES
from firebreak.records import models
from firebreak.site.asked import typed
from firebreak.site.inbox.cards import Card, linked_name
from firebreak.site.inbox.words import role_word

#: Every one of those who were at a gathering is chosen in one field.
ALL = "attendees"


@dataclass
class LinksSent:
    """
    What a reviewer sent of the links of a draft.

    Attributes
    ----------
    keys
        Role -> key of a draft or of a record on file; None: no link.
    said, wrong
        Field -> what was typed to find a record on file, and why none was taken.
    """

    keys: dict[str, str | None] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LinkField:
    """
    A role of a draft as the reviewer chooses it.

    Attributes
    ----------
    options
        Key, words, whether it is chosen.
    others
        How many others of its list say as little of it, and may be said to be alike.
    """

    name: str
    word: str
    options: list[tuple[str, str, bool]]
    is_many: bool = False
    said: str = ""
    wrong: str = ""
    others: int = 0


def links_sent(desk: Desk, row: models.Draft, sent: QueryDict) -> LinksSent:
    """Read the links that a form names; a role that it does not name stays as it is."""
    found = LinksSent()
    for role in LINKS.get(row.kind, {}):
        if f"link_{role}" in sent:
            _one(desk, row, role, sent, found)
    if row.kind in WITH_ATTENDEES and f"sent_{ALL}" in sent:
        _many(desk, row, sent, found)
    return found


def link_fields(desk: Desk, row: models.Draft, sent: LinksSent | None) -> list[LinkField]:
    """Return the roles of a draft, each with all that may stand in it."""
    now = dict(desk.draft(row.key).links)
    if sent is not None:
        now = {role: key for role, key in {**now, **sent.keys}.items() if key}
    sent = sent or LinksSent()
    fields = [
        _field(desk, row, role, [now.get(role, "")], sent) for role in LINKS.get(row.kind, {})
    ]
    if row.kind in WITH_ATTENDEES:
        there = [key for role, key in now.items() if role.startswith(ATTENDEE)]
        fields.append(_field(desk, row, ALL, there, sent))
    return fields


def _one(desk: Desk, row: models.Draft, role: str, sent: QueryDict, found: LinksSent) -> None:
    said = typed(sent.get(f"find_{role}"))
    try:
        key = links.the_one(desk, row.kind, role, said) if said else typed(sent[f"link_{role}"])
        if key:
            links.check(desk, row.kind, role, key)
        found.keys[role] = key or None
    except ValidationError as refused:
        found.said[role], found.wrong[role] = said, " ".join(refused.messages)


def _many(desk: Desk, row: models.Draft, sent: QueryDict, found: LinksSent) -> None:
    said = typed(sent.get(f"find_{ALL}"))
    keys = list(dict.fromkeys(typed(key) for key in sent.getlist(f"link_{ALL}") if key))
    try:
        if said:
            keys.append(links.the_one(desk, row.kind, ALL, said))
        for key in keys:
            links.check(desk, row.kind, ALL, key)
    except ValidationError as refused:
        found.said[ALL], found.wrong[ALL] = said, " ".join(refused.messages)
    before = [role for role in desk.draft(row.key).links if role.startswith(ATTENDEE)]
    found.keys |= dict.fromkeys(before)
    found.keys |= {f"{ATTENDEE}{number}": key for number, key in enumerate(keys, 1)}


def _field(
    desk: Desk, row: models.Draft, role: str, chosen: list[str], sent: LinksSent
) -> LinkField:
    said = sent.said.get(role, "")
    options = list(dict.fromkeys(_options(desk, row, role, chosen, said)))
    word = role_word(row.kind, ATTENDEE if role == ALL else role)
    others = len(links.also_without(desk, row, role))
    return LinkField(role, word, options, role == ALL, said, sent.wrong.get(role, ""), others)


def _options(
    desk: Desk, row: models.Draft, role: str, chosen: list[str], said: str
) -> Iterator[tuple[str, str, bool]]:
    drafts = links.candidates(desk, row.kind, role)
    for one in drafts:
        yield one.key, Card(desk, one).kind_and_title, one.key in chosen
    for key in chosen:
        if key and key not in desk.rows and (name := linked_name(desk, key)):
            yield key, name, True
    for record in links.found(desk, row.kind, role, said) if said else ():
        key = on_file_key(record)
        if key not in chosen:
            yield key, linked_name(desk, key), False
