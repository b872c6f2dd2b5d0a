"""The page on how to write an edition says what the format is."""

import re
from pathlib import Path

import pytest

from firebreak.engine.duties import protocols, reading

PAGE = (Path(__file__).parents[3] / "docs/reference/protocol-editions.md").read_text("utf-8")


@pytest.mark.parametrize(
    "table",
    [reading.EDITION, reading.DUTY, reading.ROUND, reading.MANNER, reading.CHANCE, reading.ROLL],
    ids=len,
)
def test_every_key_is_on_the_page(table):
    assert [key for key in table if not re.search(rf"\b{key}\b", PAGE)] == []


def test_every_threshold_role_and_state_is_on_the_page():
    words = {*vars(protocols.Thresholds()), *protocols.HOLDERS, *protocols.FAMILIES}
    words |= {
        *protocols.PLACES,
        *protocols.MANNERS,
        *protocols.CONTACTS,
        *protocols.SIGNS,
        *protocols.LINKS,
    }
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", PAGE)] == []


def test_the_examples_on_the_page_are_read(tmp_path):
    """The tables of the page, under one head, make an edition."""
    blocks = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    head = """
        id = "page"
        name = { en = "page", zh = "页" }
        family = "control"
        pathogen = "x"
        jurisdiction = "CN"
        edition = "1"
        valid_from = 2020-01-01
        time_zone = "Asia/Shanghai"
        source = "page"
        sources = { page = "this page", plan = "a plan" }
    """
    path = tmp_path / "page.toml"
    path.write_text("\n".join([head, *blocks]), "utf-8")
    (edition,) = protocols.load([path])
    assert [rule.id for rule in edition.rules] == ["suspect-test", "contact-follow-up"]
    assert [manner.id for manner in edition.manners] == ["plane-three-rows", "same-table"]
    assert [c.id for c in edition.chances] == ["fever-on-the-road", "travel-denied", "round-missed"]
    assert [roll.id for roll in edition.rolls] == ["passengers", "same-place"]
