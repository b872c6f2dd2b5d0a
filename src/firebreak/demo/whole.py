"""The whole diary of the demo city, from one seed."""

from firebreak.demo import (
    audits,
    beside,
    bulletins,
    contacts,
    corrections,
    course,
    feed,
    gatherings,
    inbox,
    orders,
    posts,
    sources,
    transfers,
    wards,
)
from firebreak.demo.diary import Diary

SEED = 20200203


def diary_of(seed: int = SEED) -> Diary:
    """
    Return the diary; the same seed gives the same diary, to the minute.

    Examples
    --------
    >>> first, again = (list(diary_of(7).entries()) for _ in range(2))
    >>> first == again
    True
    """
    diary = Diary(seed)
    course.write_cases(diary)
    contacts.write_contacts(diary)
    gatherings.write_gatherings(diary)
    posts.write_posts(diary)
    sources.write_sources(diary)
    corrections.write_corrections(diary)
    wards.write_wards(diary)
    beside.write_beside(diary)
    feed.write_feed(diary)
    transfers.write_transfers(diary)
    audits.write_audits(diary)
    bulletins.write_bulletins(diary)
    orders.write_orders(diary)
    inbox.write_inbox(diary)
    return diary
