"""Numbers that count the rows of a list: 序号, 1 to n, in each day's list anew.

Where another column says who each row is, such a number is no number of a case: the first of
yesterday's list and the first of today's are two people. Where nothing else says who is who, it is
all there is, and the list means its cases by it.
"""

from collections.abc import Mapping, Sequence

from firebreak.intake.linelist import on_file
from firebreak.intake.linelist.facts import alike
from firebreak.intake.linelist.findings import Row
from firebreak.records.models import Case, Person


def listed_again(
    rows: Sequence[Row], people: Mapping[int, Sequence[Person]], pathogens: Mapping[int, str]
) -> dict[int, Case]:
    """
    Return the cases that a longer list of the same sender brings again, by the row.

    It is the same one only if name, county, sex and age agree, and an earlier list had him under the
    same number: a list that is carried on from day to day keeps its order.

    Parameters
    ----------
    people
        Row -> the people on file of that name and county.
    pathogens
        Row -> the pathogen of its case.
    """
    counted = [row for row in rows if "running" in row.values]
    asked = {
        row.number: [p for p in people.get(row.number, ()) if alike(row, p)] for row in counted
    }
    cases = on_file.cases_of_people(person.pk for found in asked.values() for person in found)
    said = on_file.said_before(case.pk for case in cases.values())
    found = {}
    for row in counted:
        his = (cases.get((p.pk, pathogens[row.number])) for p in asked[row.number])
        same = [case for case in his if case and _stood_at(said.get(case.pk, {}), row)]
        if len(same) == 1:
            found[row.number] = same[0]
    return found


def _stood_at(said: Mapping[str, str], row: Row) -> bool:
    """Whether an earlier list had a case under the number of a row."""
    return said.get("running", said.get("number")) == str(row.values["running"])
