"""People by what they are called: part of a name, or the whole of an ID or telephone number."""

from django.db.models import Q, QuerySet

from firebreak.records.identifiers import index_of
from firebreak.records.models import Person
from firebreak.records.one_person import also_as_merged

SHORTEST_NUMBER = 7  # a telephone number has no fewer digits; shorter words are parts of names


def called(among: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Find people by name, or by the whole of a number that is kept encrypted."""
    words = words.strip()
    condition = Q(name__icontains=words)
    key = index_of(words)
    if key and len(words) >= SHORTEST_NUMBER:
        condition |= Q(phone_key=key) | Q(id_number_key=key)
    return also_as_merged(among, condition)
