"""The brief of the demo city's morning on paper: one sheet of A4 in either language, to be read."""

import re
import subprocess

import pytest
from tests import installations

pytestmark = pytest.mark.own_database

SHEET = {"width": 748, "height": 1084}  # px: A4 less its margins, as `@page` of the brief says
A4 = (595, 842)  # pt
SMALLEST = 7.4  # pt
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
BOX = re.compile(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]")
SIZES = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = {};
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim();
    if (text) found[text] = parseFloat(getComputedStyle(texts.currentNode.parentElement).fontSize);
  }
  return found;
}"""
BOTTOMS = """holders => {
  const parts = [...holders.querySelectorAll(".holder")].flatMap(h => [...h.getClientRects()]);
  const middle = holders.getBoundingClientRect().left + holders.clientWidth / 2;
  return [parts.filter(p => p.left < middle), parts.filter(p => p.left >= middle)]
    .map(column => Math.max(...column.map(p => p.bottom)));
}"""


@pytest.fixture(scope="module")
def briefs(tmp_path_factory):
    """Return the brief of the untouched demo as a page, by language."""
    home = tmp_path_factory.mktemp("brief")
    with installations.copy_of("demo", home) as environment:
        command = [*installations.COMMAND, "brief", "--format", "html", "--lang"]
        return {
            language: subprocess.run(
                [*command, language], env=environment, check=True, capture_output=True, text=True
            ).stdout
            for language in ("en", "zh")
        }


@pytest.fixture(params=["en", "zh"])
def sheet(briefs, browser, request):
    """Return the brief in each language in turn, in a window as wide as the sheet's type area."""
    page = browser.new_page(viewport=SHEET)
    page.set_content(briefs[request.param])
    yield page
    page.close()


def test_it_is_one_sheet_of_a4(sheet):
    printed = sheet.pdf(prefer_css_page_size=True)
    assert len(PAGE.findall(printed)) == 1
    assert {tuple(round(float(side)) for side in box) for box in BOX.findall(printed)} == {A4}


def test_its_type_can_be_read(sheet):
    sheet.emulate_media(media="print")
    small = {text: px for text, px in sheet.evaluate(SIZES).items() if px * 0.75 < SMALLEST - 0.01}
    assert small == {}


@pytest.mark.parametrize("part", ["#overdue", "#soon"])
def test_its_columns_end_together(sheet, part):
    sheet.emulate_media(media="print")
    left, right = sheet.locator(f"{part} .holders").evaluate(BOTTOMS)
    assert abs(left - right) < 45  # px: three lines
