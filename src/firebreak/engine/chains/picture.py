"""The tree of transmission as a Vega-Lite picture: onset on x, one lane a case.

A link runs down from the infector's onset and across to the infectee: the thicker, the more
probable; other probable infectors are dashed. Unseen cases are hollow, isolation is a stroke at the
end of the time somebody was about. The words come from whoever shows the picture.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from firebreak.engine.chains.layout import FoldedTree, Tree

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LANE = 20  # pixels: a line of text, and room for a finger where lanes are links
FOLDED_LANE = 56
TEXT, QUIET, LINE = "#17211e", "#4c5954", "#7c8782"
#: One colour per setting, told apart also by those who do not see red and green alike, and readable
#: on white and on dark: Okabe and Ito (2008), darkened where white paper asks for it.
COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#56a0d3", "#a08c00", "#7a5ea6", "#7c8782")
FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


def tree_picture(
    tree: Tree,
    words: Mapping[str, str],
    settings: Mapping[str, str],
    *,
    width: int = 760,
    has_legend: bool = True,
) -> dict[str, Any]:
    """
    Return the Vega-Lite picture of a tree.

    Parameters
    ----------
    words
        `onset`, `setting`, `link` ("{infector} → {infectee}, {percent}"), `unseen`, `isolated`,
        `title`: what a screen reader is told, and the legend.
    settings
        Setting -> its name, in the order of the legend. Cases of another setting are drawn as
        the last one.
    width
        Of the time axis, in pixels.
    has_legend
        Whether the colours are told in the picture itself; else by `legend`, beside it.
    """
    known = list(settings)
    cases = tree.cases.with_columns(
        setting=pl.when(pl.col("setting").is_in(known)).then("setting").otherwise(pl.lit(known[-1]))
    ).with_columns(setting=pl.col("setting").replace_strict(dict(settings)))
    names = dict(cases.select("id", "label").iter_rows())
    layers = [
        _about(cases),
        *_links(tree.links, names, words),
        _isolations(cases, words),
        _unseen(tree.unseen, words),
        _cases(cases, words, list(settings.values()), has_legend),
        _labels(cases),
    ]
    height = max(cases.height, 1) * LANE
    return _spec(
        [each for each in layers if each], words["title"], width, height, _lanes(cases.height)
    )


def folded_picture(
    tree: FoldedTree, words: Mapping[str, str], *, width: int = 760
) -> dict[str, Any]:
    """
    Return the Vega-Lite picture of a folded tree: a circle per group and day, as large as its cases.

    Parameters
    ----------
    words
        `onset`, `cases` ("{count} cases"), `title`.
    """
    layers = [
        {
            "data": {"values": _rows(tree.links)},
            "mark": {"type": "rule", "color": LINE, "aria": False},
            "encoding": _between()
            | {
                "strokeWidth": {
                    "field": "expected",
                    "type": "quantitative",
                    "scale": {"range": [0.3, 6]},
                    "legend": None,
                },
                "opacity": {"value": 0.45},
            },
        },
        {
            "data": {"values": [row | {"said": _said(row, words)} for row in _rows(tree.groups)]},
            "mark": {"type": "circle", "color": COLOURS[1], "opacity": 0.85},
            "encoding": {
                "x": _day("day"),
                "y": _lane("lane"),
                "size": {
                    "field": "cases",
                    "type": "quantitative",
                    "scale": {"range": [20, 900], "zero": True},
                    "title": words["cases_title"],
                    "legend": {"values": _some_counts(tree), "format": "d"},
                },
                "description": {"field": "said"},
                "tooltip": {"field": "said"},
            },
        },
        {
            "data": {"values": [{"lane": n, "name": name} for n, name in enumerate(tree.names)]},
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "dx": 4,
                "dy": -12,
                "fontWeight": "bold",
            },
            "encoding": {
                "x": {"value": 0},
                "y": _lane("lane"),
                "text": {"field": "name"},
            },
        },
    ]
    height = max(len(tree.names), 1) * FOLDED_LANE
    return _spec(layers, words["title"], width, height, _lanes(len(tree.names)))


def _some_counts(tree: FoldedTree) -> list[int]:
    """The sizes that the legend tells: one case, the most there are, and half of that."""
    most = int(tree.groups["cases"].max() or 1)  # type: ignore[arg-type]
    return sorted({1, (most + 1) // 2, most})


def legend(settings: Mapping[str, str]) -> list[tuple[str, str]]:
    """
    Return the name and the colour of each setting, for a legend beside the picture.

    Examples
    --------
    >>> legend({"meal": "shared meal", "unknown": "unknown"})
    [('shared meal', '#d55e00'), ('unknown', '#7c8782')]
    """
    return list(zip(settings.values(), _colours(len(settings)), strict=False))


def _colours(settings: int) -> list[str]:
    """A colour for each setting; grey for the last, which is that of cases of unknown setting."""
    return [*COLOURS[: settings - 1], COLOURS[-1]]


def _said(row: dict[str, Any], words: Mapping[str, str]) -> str:
    return f"{row['group']}, {row['day']}: " + words["cases"].format(count=row["cases"])


def _spec(
    layers: list[dict[str, Any]], title: str, width: int, height: int, lanes: list[float]
) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": width,
        "height": height,
        "background": None,
        "padding": {"left": 4, "right": 20, "top": 4, "bottom": 4},
        "resolve": {"scale": {"x": "shared", "y": "shared"}},
        "layer": [_with_lanes(layer, lanes) for layer in layers],
        "config": {
            "font": FONT,
            "text": {"color": TEXT, "fontSize": 12},
            "axis": {
                "labelColor": QUIET,
                "titleColor": QUIET,
                "gridColor": LINE,
                "gridOpacity": 0.35,
                "domain": False,
                "labelFontSize": 12,
            },
            "legend": {
                "orient": "top",
                "labelColor": TEXT,
                "titleColor": QUIET,
                "labelFontSize": 12,
                "symbolOpacity": 1,
            },
            "view": {"stroke": None},
        },
    }


def _lanes(count: int) -> list[float]:
    return [-0.6, max(count, 1) - 0.4]


def _with_lanes(layer: dict[str, Any], lanes: list[float]) -> dict[str, Any]:
    scale = {"domain": lanes, "reverse": True, "zero": False, "nice": False}
    layer["encoding"]["y"]["scale"] = scale
    return layer


def _about(cases: pl.DataFrame) -> dict[str, Any] | None:
    """A thin line from onset to isolation: the days somebody was ill and still about."""
    rows = cases.filter("is_day_known", pl.col("date_isolation") > pl.col("day"))
    if rows.is_empty():
        return None
    return {
        "data": {"values": _rows(rows.select("day", "date_isolation", "lane"))},
        "mark": {"type": "rule", "color": LINE, "strokeWidth": 6, "opacity": 0.25, "aria": False},
        "encoding": {"x": _day("day"), "x2": {"field": "date_isolation"}, "y": _lane("lane")},
    }


def _links(
    links: pl.DataFrame, names: Mapping[int, str], words: Mapping[str, str]
) -> list[dict[str, Any] | None]:
    told = [row | {"said": _link_said(row, names, words)} for row in _rows(links)]
    best = [row for row in told if row["is_best"]]
    others = [row for row in told if not row["is_best"]]
    down = {
        "x": _day("x1"),
        "y": _lane("lane1"),
        "y2": {"field": "lane2"},
    }
    across = {"x": _day("x1"), "x2": {"field": "x2"}, "y": _lane("lane2")}
    dashed = {"type": "rule", "color": LINE, "strokeDash": [3, 3]}
    return [
        _strokes(others, dashed, _between(), most=1.6, opacity=0.5),
        _strokes(best, {"type": "rule", "color": TEXT}, down),
        _strokes(best, {"type": "rule", "color": TEXT}, across, is_link=True),
    ]


def _link_said(row: dict[str, Any], names: Mapping[int, str], words: Mapping[str, str]) -> str:
    return words["link"].format(
        infector=names[row["infector"]],
        infectee=names[row["infectee"]],
        percent=f"{row['probability']:.0%}",
    )


def _strokes(
    rows: list[dict[str, Any]],
    mark: dict[str, Any],
    places: dict[str, Any],
    *,
    most: float = 4.0,
    opacity: float = 0.75,
    is_link: bool = False,
) -> dict[str, Any] | None:
    if not rows:
        return None
    strength = {
        "field": "probability",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "range": [0.4, most]},
        "legend": None,
    }
    said: dict[str, Any] = (
        {"description": {"field": "said"}, "tooltip": {"field": "said"}} if is_link else {}
    )
    return {
        "data": {"values": rows},
        "mark": mark | {"opacity": opacity, "aria": is_link},
        "encoding": places | {"strokeWidth": strength} | said,
    }


def _isolations(cases: pl.DataFrame, words: Mapping[str, str]) -> dict[str, Any] | None:
    rows = cases.filter(pl.col("date_isolation").is_not_null())
    if rows.is_empty():
        return None
    said = [
        row | {"said": f"{row['label']}: {words['isolated']} {row['date_isolation']}"}
        for row in _rows(rows.select("label", "date_isolation", "lane"))
    ]
    return {
        "data": {"values": said},
        "mark": {
            "type": "tick",
            "orient": "vertical",
            "thickness": 2,
            "size": LANE * 0.6,
            "color": QUIET,
        },
        "encoding": {
            "x": _day("date_isolation"),
            "y": _lane("lane"),
            "description": {"field": "said"},
            "tooltip": {"field": "said"},
        },
    }


def _unseen(unseen: pl.DataFrame, words: Mapping[str, str]) -> dict[str, Any] | None:
    if unseen.is_empty():
        return None
    rows = [row | {"said": words["unseen"]} for row in _rows(unseen)]
    return {
        "data": {"values": rows},
        "mark": {
            "type": "point",
            "shape": "circle",
            "size": 70,
            "fill": "#ffffff",
            "stroke": TEXT,
            "strokeWidth": 1.4,
        },
        "encoding": {
            "x": _day("day"),
            "y": _lane("lane"),
            "description": {"field": "said"},
            "tooltip": {"field": "said"},
        },
    }


def _cases(
    cases: pl.DataFrame, words: Mapping[str, str], settings: list[str], has_legend: bool
) -> dict[str, Any]:
    shown = cases.select("label", "href", "day", "lane", "setting", "is_day_known")
    rows = [row | {"said": _case_said(row, words)} for row in _rows(shown)]
    return {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
        "encoding": {
            "x": _day("day", words["onset"]),
            "y": _lane("lane"),
            "color": {
                "field": "setting",
                "type": "nominal",
                "scale": {"domain": settings, "range": _colours(len(settings))},
                "title": words["setting"],
                "legend": {"labelLimit": 0} if has_legend else None,
            },
            "shape": {
                "field": "is_day_known",
                "type": "nominal",
                "scale": {"domain": [True, False], "range": ["circle", "diamond"]},
                "legend": None,
            },
            "href": {"field": "href"},
            "description": {"field": "said"},
            "tooltip": {"field": "said"},
        },
    }


def _case_said(row: dict[str, Any], words: Mapping[str, str]) -> str:
    when = words["onset"] if row["is_day_known"] else words["onset_unknown"]
    return f"{row['label']}: {when} {row['day']}, {row['setting']}"


def _labels(cases: pl.DataFrame) -> dict[str, Any]:
    return {
        "data": {"values": _rows(cases.select("label", "href", "day", "lane"))},
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 9, "aria": False},
        "encoding": {
            "x": _day("day"),
            "y": _lane("lane"),
            "text": {"field": "label"},
            "href": {"field": "href"},
        },
    }


def _day(field: str, title: str | None = None) -> dict[str, Any]:
    # Days, not instants: read and shown without any time zone of the machine that draws.
    axis = {
        "format": "%m-%d",
        "orient": "top",
        "title": title,
        "labelOverlap": True,
        "tickMinStep": 86_400_000,
    }
    return {"field": field, "type": "temporal", "scale": {"type": "utc"}, "axis": axis}


def _between() -> dict[str, Any]:
    return {
        "x": _day("x1"),
        "x2": {"field": "x2"},
        "y": _lane("lane1"),
        "y2": {"field": "lane2"},
    }


def _lane(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "axis": None}


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    days = [c for c, kind in table.schema.items() if kind in (pl.Date, pl.Datetime("ms"))]
    return table.with_columns(
        pl.col(c).dt.to_string("%Y-%m-%dT%H:%M:%SZ" if table.schema[c] != pl.Date else "%Y-%m-%d")
        for c in days
    ).to_dicts()
