"""The reproduction number over time as a Vega-Lite picture: a line, its interval, and the one that matters, 1."""

from collections.abc import Mapping
from typing import Any

import polars as pl

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LINE, BAND, ONE = "#0072b2", "#0072b2", "#a61b1b"


def reproduction_picture(
    estimates: pl.DataFrame, words: Mapping[str, str], *, width: int = 760, height: int = 260
) -> dict[str, Any]:
    """
    Return the Vega-Lite picture of `reproduction_number`; rows that repeat the prior are left out.

    Parameters
    ----------
    estimates
        As `reproduction_number` returns them.
    words
        `title`, `day`, `R`.

    Examples
    --------
    >>> from datetime import date
    >>> row = {"window_end": [date(2020, 1, 9)], "mean": [1.5], "lower": [0.8], "upper": [2.6], "basis": ["data"]}
    >>> spec = reproduction_picture(pl.DataFrame(row), {"title": "R", "day": "Day", "R": "R"})
    >>> spec["data"]["values"]
    [{'day': '2020-01-09', 'mean': 1.5, 'lower': 0.8, 'upper': 2.6}]
    """
    known = estimates.filter(pl.col("basis") != "prior")
    rows = known.select(
        day=pl.col("window_end").dt.to_string(), mean="mean", lower="lower", upper="upper"
    )
    x = {
        "field": "day",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"format": "%m-%d", "title": words["day"], "grid": False},
    }
    y = {"type": "quantitative", "title": words["R"]}
    return {
        "$schema": SCHEMA,
        "description": words["title"],
        "width": width,
        "height": height,
        "data": {"values": rows.to_dicts()},
        "layer": [
            {
                "mark": {"type": "area", "color": BAND, "opacity": 0.2},
                "encoding": {"x": x, "y": y | {"field": "lower"}, "y2": {"field": "upper"}},
            },
            {
                "mark": {"type": "line", "color": LINE, "strokeWidth": 2.5, "point": True},
                "encoding": {"x": x, "y": y | {"field": "mean"}},
            },
            {
                "data": {"values": [{"one": 1}]},
                "mark": {"type": "rule", "color": ONE, "strokeDash": [5, 4]},
                "encoding": {"y": {"field": "one", "type": "quantitative"}},
            },
        ],
    }
