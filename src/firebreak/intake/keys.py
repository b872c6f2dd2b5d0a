"""Keys of drafts as they are kept: they stand beside what is encrypted, so they only count.

A reader makes a key of whatever tells its drafts apart: an id of the other system, the name of a
place, the number of a case. Any of them may be somebody's name, telephone or ID number.
"""

import re
from dataclasses import replace

from firebreak.intake.drafts import Draft, Reading

#: A letter, or a word and a small number, as readers count: it tells of nobody.
COUNTING = re.compile(r"[a-z]|[a-z_]{1,20}[-:]?\d{1,5}")


def with_counted_keys(reading: Reading) -> Reading:
    """
    Return a reading in which no key says more than which draft of the document it is.

    The same document gives the same keys.

    Examples
    --------
    >>> someone = Draft("person:430211197503010014", "person", {})
    >>> ill = Draft("case:7", "case", {}, {"person": someone.key})
    >>> found = with_counted_keys(Reading("fhir", (someone, ill))).drafts
    >>> [draft.key for draft in found], found[1].links
    (['person.0', 'case:7'], {'person': 'person.0'})
    """
    keys = {draft.key: _counted(draft, place) for place, draft in enumerate(reading.drafts)}
    return replace(reading, drafts=tuple(_under(keys, draft) for draft in reading.drafts))


def _counted(draft: Draft, place: int) -> str:
    return draft.key if COUNTING.fullmatch(draft.key) else f"{draft.kind}.{place}"


def _under(keys: dict[str, str], draft: Draft) -> Draft:
    links = {role: keys.get(key, key) for role, key in draft.links.items()}
    return replace(draft, key=keys[draft.key], links=links)
