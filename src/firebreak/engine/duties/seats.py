"""Which post a duty falls to where the unit has no such post as the rule names.

A rule names a post of the unit where a thing happened. A CDC that reports a case has no ward, and
one that watches somebody at home has no grid: its own people then do what the rule asks.
"""

from collections.abc import Collection

import polars as pl

AUTHORITIES = ("province", "city", "county", "zone", "command", "cdc")
#: post of a rule -> the kinds of unit that have none, and whose duty it is there
INSTEAD: dict[str, tuple[Collection[str], str]] = {
    "hospital": (AUTHORITIES, "reviewer"),
    "clinician": (AUTHORITIES, "reviewer"),
    "grid_worker": (AUTHORITIES, "tracer"),
}


def seated(duties: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """
    Return duties, each with a post that its unit can have.

    Parameters
    ----------
    duties
        As `clocks.duties` gives them.
    units
        `id` and `kind`.

    Examples
    --------
    >>> duties = pl.DataFrame({"holder_role": ["hospital", "hospital"], "holder_unit": [1, 2]})
    >>> units = pl.DataFrame({"id": [1, 2], "kind": ["hospital", "county"]})
    >>> seated(duties, units)["holder_role"].to_list()
    ['hospital', 'reviewer']
    """
    role = pl.col("holder_role")
    for post, (kinds, instead) in INSTEAD.items():
        without = units.filter(pl.col("kind").is_in(list(kinds)))["id"].implode()
        has_none = (pl.col("holder_role") == post) & pl.col("holder_unit").is_in(without)
        role = pl.when(has_none).then(pl.lit(instead, duties.schema["holder_role"])).otherwise(role)
    return duties.with_columns(holder_role=role)
