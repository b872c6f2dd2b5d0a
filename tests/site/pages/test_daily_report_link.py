"""The daily report is one tap from its clock, and the zero report one more."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from firebreak.engine.duties.protocols import load_protocols
from firebreak.site.duties.next_step import next_step

RULES = [
    rule
    for edition in load_protocols()
    for rule in edition.rules
    if rule.fulfilled_by == ("report.received.daily", "report.received.zero")
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_its_clock_leads_to_the_daily_report(rule):
    row = {"subject_kind": "unit", "subject": 5, "holder_role": "hospital", "start_record": None}
    step = next_step(row, rule, None, lambda action: True)
    assert parse_qs(urlsplit(step.href).query) == {"kind": ["daily"], "unit": ["5"]}


def test_from_the_daily_report_the_zero_report_is_one_tap(city, sign_in):
    asked = {"kind": "daily", "unit": city.hospital.pk}
    page = sign_in("hospital").get(reverse("entry_report"), asked).content.decode()
    link = f'<a class="button wide" href="?kind=zero&amp;unit={city.hospital.pk}">'
    assert link in page
    zero = sign_in("hospital").get(reverse("entry_report"), asked | {"kind": "zero"})
    assert link not in zero.content.decode()
