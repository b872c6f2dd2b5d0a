"""Filling in a form as a browser does: everything it shows is sent back, with what one typed."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from firebreak.records import visibility
from firebreak.records.models import Change


@dataclass
class Filled:
    """A form that was sent, and what came back."""

    answer: Any
    sent: dict

    @property
    def form(self):
        return self.answer.context["form"]

    @property
    def errors(self) -> dict[str, list[str]]:
        return {name: list(errors) for name, errors in self.form.errors.items()}

    @property
    def page(self) -> str:
        return self.answer.content.decode()

    @property
    def saved(self) -> bool:
        return self.answer.status_code == 302

    def __str__(self) -> str:
        return "saved" if self.saved else f"{self.answer.status_code}: {self.errors}"


@pytest.fixture
def fill(sign_in):
    """Return `fill(who, page, query, **typed)`: open a form, type, send."""

    def fill_in(who, page: str, query: dict | None = None, /, **typed) -> Filled:
        browser = sign_in(who)
        address = reverse(page) + "?" + "&".join(f"{k}={v}" for k, v in (query or {}).items())
        opened = browser.get(address, follow=True)
        if opened.redirect_chain:
            address = opened.redirect_chain[-1][0]
        sent = as_shown(opened.context["form"]) | typed
        return Filled(browser.post(address, sent), sent)

    return fill_in


def as_shown(form) -> dict:
    values = {name: form[name].value() for name in form.fields}
    return {
        name: getattr(value, "pk", value)
        for name, value in values.items()
        if value is not None and value is not False
    }


@pytest.fixture
def last_change():
    return lambda: Change.objects.order_by("-id").first()


@pytest.fixture
def local_time():
    """Return how an instant reads on the clocks of the city."""
    return lambda at: at.astimezone(settings.CITY_ZONE).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def scope_of(city):
    return lambda role: visibility.scope_of(city.users[role])
