"""The API answers any request its description allows, and any other, as it says it does."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

ADDRESSES = ("/cases", "/cases/{id}", "/duties", "/events", "/units", "/brief")


@pytest.fixture
def described(city, sign_in):
    """Return the description as the site gives it."""
    answer = sign_in("duty_head").get("/api/openapi.json")
    return schemathesis.openapi.from_dict(answer.json())


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["duty_head", "tracer"])
def test_every_request_gets_a_documented_answer(city, sign_in, described, role, address):
    browser = sign_in(role)
    operation = described[f"/api{address}"]["GET"]
    documented = {int(status) for status in operation.definition.raw["responses"]}

    @settings(
        max_examples=5,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy())
    def ask(case) -> None:
        path = case.formatted_path
        answer = browser.get(path, dict(case.query or {}))
        assert answer.status_code in documented, (path, case.query, answer.status_code)
        if answer.status_code != 200:
            assert "detail" in answer.json()

    ask()
