"""The style sheet keeps its promises: contrast AA in light and dark, nothing from outside."""

import re
from pathlib import Path

import pytest

import firebreak

STATIC = Path(firebreak.__file__).parent / "site/static/firebreak"
CSS = (STATIC / "firebreak.css").read_text(encoding="utf-8")
TEXT_ON_GROUND = [
    *(
        (ink, ground)
        for ink in ("ink", "muted", "link")
        for ground in ("paper", "surface", "sunken")
    ),
    *((state, f"{state}-wash") for state in ("overdue", "due-soon", "open", "met", "met-late")),
    *((state, "surface") for state in ("overdue", "due-soon", "open", "met", "met-late")),
    ("not-applicable", "not-applicable-wash"),
    ("accent-ink", "accent"),
    ("header-ink", "header"),
    ("header-muted", "header"),
    ("past", "past-wash"),
    *(("step-light-ink", f"step-{step}") for step in (0, 1, 2, 3)),
    *(("step-dark-ink", f"step-{step}") for step in (4, 5)),
]
SHAPE_ON_GROUND = [
    *((f"series-{number}", "surface") for number in (1, 2, 3, 4)),
    ("line-strong", "surface"),
    ("focus", "surface"),
    ("focus", "paper"),
]


def colours(scheme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", blocks[0]))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", blocks[1]))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(scheme, ink, ground):
    of = colours(scheme)
    assert contrast(of[ink], of[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_ON_GROUND)
def test_shapes_stand_out_from_their_ground(scheme, shape, ground):
    of = colours(scheme)
    assert contrast(of[shape], of[ground]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_is_always_darker_or_always_lighter_on_the_map(scheme):
    shades = [luminance(colours(scheme)[f"step-{step}"]) for step in range(6)]
    assert shades in (sorted(shades), sorted(shades, reverse=True))


@pytest.mark.parametrize("file", sorted(STATIC.rglob("*.*")), ids=lambda path: path.name)
def test_no_file_asks_another_machine_for_anything(file):
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "//" not in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def test_every_colour_that_is_used_is_defined():
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))
    assert used - set(re.findall(r"--([\w-]+):", CSS)) == set()
