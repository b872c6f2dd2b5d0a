"""How alike two records can be, feature by feature, and what each likeness is worth.

A score is a sum of bits: each feature adds log2(m/u), where m is how often two records of one
person are so alike in it, and u how often those of two people are. Likeness in a rare name is worth
more than in a common one. Ten bits more make it a thousand times as likely that they are one.

People of one household share nearly everything: the telephone, the home, the surname, those who
exposed them; twins the birthday as well. What tells them apart is the given name. So where surname
and telephone, household or birthday agree and the given names sound different, that speaks against
one person so strongly (`kin`) that only the same ID number outweighs it.

References
----------
Fellegi and Sunter (1969), J Am Stat Assoc 64:1183-1210, doi:10.1080/01621459.1969.10501049.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

#: The condition that is none: Splink knows it by this word alone, in every dialect.
OTHERWISE = "ELSE"
#: 张望松 written as 张松望 or 张望: no brother is called so, and a clerk may write it.
MISWRITTEN = (
    "surname_l = surname_r AND (given_l = reverse(given_r)"
    " OR left(name_l, length(name_r)) = name_r OR left(name_r, length(name_l)) = name_l)"
)
#: Feature -> its levels in the order in which they are tried: (level, condition in SQL).
FEATURES: dict[str, tuple[tuple[str, str], ...]] = {
    "name": (
        ("unknown", "name_l IS NULL OR name_r IS NULL"),
        ("surname", "(is_masked_l OR is_masked_r) AND surname_l = surname_r"),
        ("other_surname", "is_masked_l OR is_masked_r"),
        ("same", "name_l = name_r"),
        ("sound", "sound_l = sound_r"),
        (
            "kin",
            f"NOT ({MISWRITTEN}) AND "
            "surname_l = surname_r AND coalesce(id_key_l <> id_key_r, TRUE) AND ("
            "coalesce(phone_key_l = phone_key_r, FALSE)"
            " OR coalesce(household_l = household_r, FALSE)"
            " OR coalesce(birth_date_l = birth_date_r, FALSE))",
        ),
        (
            "one_character",
            f"length(given_l) > 1 AND levenshtein(name_l, name_r) = 1 OR {MISWRITTEN}",
        ),
        ("different", OTHERWISE),
    ),
    "sex": (
        ("unknown", "sex_l IS NULL OR sex_r IS NULL"),
        ("same", "sex_l = sex_r"),
        ("different", OTHERWISE),
    ),
    "birth": (
        ("unknown", "born_l IS NULL OR born_r IS NULL"),
        ("same", "birth_date_l = birth_date_r"),
        # One digit miswritten, or day and month in each other's place.
        (
            "nearly",
            "birth_date_l IS NOT NULL AND birth_date_r IS NOT NULL AND ("
            "levenshtein(cast(birth_date_l AS VARCHAR), cast(birth_date_r AS VARCHAR)) = 1"
            " OR (year(birth_date_l) = year(birth_date_r)"
            " AND month(birth_date_l) = day(birth_date_r)"
            " AND day(birth_date_l) = month(birth_date_r)))",
        ),
        # An age told is right to a year or so: 虚岁 counts one more.
        ("age", "(birth_date_l IS NULL OR birth_date_r IS NULL) AND abs(born_l - born_r) <= 1.6"),
        (
            "age_about",
            "(birth_date_l IS NULL OR birth_date_r IS NULL) AND abs(born_l - born_r) <= 4",
        ),
        ("different", OTHERWISE),
    ),
    "id_number": (
        ("unknown", "id_key_l IS NULL OR id_key_r IS NULL"),
        ("same", "id_key_l = id_key_r"),
        ("different", OTHERWISE),
    ),
    "phone": (
        ("unknown", "phone_key_l IS NULL OR phone_key_r IS NULL"),
        ("same", "phone_key_l = phone_key_r"),
        ("different", OTHERWISE),
    ),
    "home": (
        ("unknown", "county_l IS NULL OR county_r IS NULL"),
        ("same", "home_l = home_r"),
        ("county", "county_l = county_r AND (home_l IS NULL OR home_r IS NULL)"),
        ("elsewhere", "county_l = county_r"),
        ("different", OTHERWISE),
    ),
    "onset": (
        ("unknown", "onset_l IS NULL OR onset_r IS NULL OR pathogen_l <> pathogen_r"),
        ("same", "onset_l = onset_r"),
        ("days", "abs(datediff('day', onset_l, onset_r)) <= 3"),
        ("different", OTHERWISE),
    ),
    "exposure": (
        ("unknown", "exposed_to_l IS NULL OR exposed_to_r IS NULL"),
        ("same", "list_has_any(exposed_to_l, exposed_to_r)"),
        ("different", OTHERWISE),
    ),
}
#: Whose likeness is worth by how rare the value is: (feature, level) -> column.
BY_RARITY = {
    ("name", "same"): "name",
    ("name", "sound"): "sound",
    ("name", "surname"): "surname",
    ("phone", "same"): "phone_key",
    ("home", "same"): "home",
}
#: Set by hand, for training on strangers cannot see it: households are rare among random pairs. What
#: one shares (birthday, telephone, home, exposure) comes to 50 bits and must not make twins one.
KIN = (0.02 / 2**40, 0.02)
#: That somebody bears another's ID number is a slip of one clerk in a thousand, and of a million
#: people it is one: far rarer than drawn pairs can show.
SAME_ID_NUMBER = 1e-9
#: Which pairs are looked at: those alike in one of these. All others are two people.
LOOKED_AT = (
    "l.id_key = r.id_key",
    "l.phone_key = r.phone_key",
    "l.name = r.name AND l.county = r.county AND NOT l.is_masked",
    "l.sound = r.sound AND l.born_year = r.born_year",
    "l.sound = r.sound AND l.born_year = r.born_year + 1",
    "l.sound = r.sound AND l.born_year = r.born_year - 1",
    "l.birth_date = r.birth_date AND l.surname = r.surname",
    "l.surname = r.surname AND l.onset = r.onset AND l.home = r.home",
    "l.surname = r.surname AND l.born_year = r.born_year AND l.home = r.home AND l.sex = r.sex",
)
#: How many records are expected to have a second one: of those on file, which several offices filled
#: in, a few in a hundred; of a list that comes in, one in five is on file already.
EXPECTED, EXPECTED_OF_A_LIST = 0.04, 0.2
#: A record of few people is still of people out of a town: nobody is likelier to be his neighbour
#: because few are on file.
FEWEST = 10_000
#: What conditions are written for.
DUCKDB = "duckdb"
#: From this probability on a pair is proposed, and called certain.
PROPOSED, CERTAIN = 0.9, 0.999


def settings(link_type: str, people: int, expected: float, dialect: str = DUCKDB) -> dict[str, Any]:
    """
    Return the settings of Splink.

    Parameters
    ----------
    link_type
        `dedupe_only` within one table, `link_only` between two.
    people
        How many records the larger table holds: the more, the less a likeness says.
    expected
        What share of records is expected to have another one there.
    dialect
        Whose SQL the conditions are written in; as SQLGlot names it.
    """
    return {
        "link_type": link_type,
        "unique_id_column_name": "row",
        "probability_two_random_records_match": expected / max(people, FEWEST),
        "comparisons": [_comparison(name, levels, dialect) for name, levels in FEATURES.items()],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in LOOKED_AT],
        "retain_matching_columns": True,  # the levels come with them
        "retain_intermediate_calculation_columns": True,
    }


def _comparison(feature: str, levels: tuple[tuple[str, str], ...], dialect: str) -> dict[str, Any]:
    return {
        "output_column_name": feature,
        "comparison_levels": [
            _level(feature, level, in_dialect(sql, dialect)) for level, sql in levels
        ],
    }


def in_dialect(sql: str, dialect: str) -> str:
    """
    Return a condition, written for DuckDB, in the words of another database.

    Examples
    --------
    >>> in_dialect("list_has_any(exposed_to_l, exposed_to_r)", "spark")
    'ARRAYS_OVERLAP(exposed_to_l, exposed_to_r)'
    """
    if dialect == DUCKDB or sql == OTHERWISE:
        return sql
    import sqlglot

    told = sqlglot.parse_one(sql, read=DUCKDB)
    for node in list(told.find_all(sqlglot.exp.ArrayOverlaps)):
        overlap = sqlglot.exp.Anonymous(
            this="arrays_overlap", expressions=[node.this, node.expression]
        )
        told = overlap if node is told else told
        node.replace(overlap)
    return told.sql(dialect=dialect)


def _level(feature: str, level: str, sql: str) -> dict[str, Any]:
    if level == "unknown":
        return {"sql_condition": sql, "label_for_charts": level, "is_null_level": True}
    told: dict[str, Any] = {"sql_condition": sql, "label_for_charts": level}
    if (feature, level) in BY_RARITY:
        # Against the level's own u: how often two people are so alike in it.
        told |= {
            "tf_adjustment_column": BY_RARITY[feature, level],
            "disable_tf_exact_match_detection": True,
        }
    m, u = parameters().get(feature, {}).get(level, (None, None))
    if m is not None:
        told |= {"m_probability": m, "u_probability": u}
    return told


@cache
def parameters() -> dict[str, dict[str, tuple[float, float]]]:
    """Return m and u by feature and level, as training left them (`python -m bench linkage`)."""
    file = files("firebreak.intake.linkage").joinpath("parameters.json")
    trained = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    found = {
        f: {level: (m, u) for level, (m, u) in levels.items()} for f, levels in trained.items()
    }
    found.setdefault("name", {})["kin"] = KIN
    if "id_number" in found:
        found["id_number"]["same"] = (found["id_number"]["same"][0], SAME_ID_NUMBER)
    return found
