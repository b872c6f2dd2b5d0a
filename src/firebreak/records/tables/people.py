"""People, and who lives with whom."""

from firebreak.records.models import Person


def households() -> dict[int, int]:
    """Map each person who has one to his household."""
    housed = Person.objects.filter(household__isnull=False, merged_into__isnull=True)
    return dict(housed.values_list("id", "household_id"))
