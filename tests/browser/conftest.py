"""A real Chromium that reads the site as people do: two languages, a phone and a desk.

Whatever a test does, the page may ask nobody but the site for anything, and may not report an
error (a breach of the content security policy is one).
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests import installations

LANGUAGES = ("zh-CN", "en")
WIDTHS = {360: 740, 1280: 900}  # px: width of the window, and the height that goes with it
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-features=MediaRouter,OptimizationHints,Translate",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@dataclass(frozen=True)
class View:
    """How somebody looks at the site: `width` and `height` in px."""

    language: str
    width: int

    @property
    def height(self) -> int:
        return WIDTHS[self.width]

    def __str__(self) -> str:
        return f"{self.language}-{self.width}px"


PHONE, DESK = View("zh-CN", 360), View("en", 1280)
VIEWS = [View(language, width) for language in LANGUAGES for width in WIDTHS]


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """Return a running Chromium, or skip with the command that installs one."""
    program = os.environ.get("FIREBREAK_CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSERS)), None
    )
    if program is None:
        pytest.skip("No Chromium here. To run this: sudo apt-get install chromium fonts-noto-cjk")
    from django.db import connections
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django then needs to be told that we know.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    root_needs = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=[*QUIET, *root_needs], headless=True
        )
        yield chromium
        chromium.close()
        # With that loop running, Django kept connections of its own: nobody finds them afterwards.
        connections.close_all()


@pytest.fixture
def open_page(browser, live_server):
    """Return `open_page(view, user=None)`: a window on the running site, signed in as `user`."""
    contexts, complaints = [], []

    def open_window(view: View, user=None):
        context = browser.new_context(
            base_url=live_server.url,
            locale=view.language,
            viewport={"width": view.width, "height": view.height},
        )
        context.set_default_timeout(15_000)  # ms
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        watch(page, live_server.url, complaints)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(params=VIEWS, ids=str)
def view(request) -> View:
    """Return each way of looking in turn."""
    return request.param


@pytest.fixture
def page(open_page, view):
    """Return a window of nobody in particular, in each language and width in turn."""
    return open_page(view)


def session_cookie(user, url: str) -> dict:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend="firebreak.site.accounts.signed_in.Backend")
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


def watch(page, home: str, complaints: list[str]) -> None:
    def asked(request) -> None:
        if not request.url.startswith((home, "data:", "blob:", "about:")):
            complaints.append(f"The page asked another host: {request.url}")

    def answered(response) -> None:
        # A refused form (422) or an unknown person (404) is an answer; a missing file is a fault.
        asked_by_a_person = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status >= (500 if asked_by_a_person else 400):
            complaints.append(f"The site answered {response.status}: {response.url}")

    def said(message) -> None:
        # A suggestion asked for anew while one is under way gives the first one up: no fault.
        expected = ("Failed to load resource", "htmx:sendAbort")
        if message.type == "error" and not any(words in message.text for words in expected):
            complaints.append(f"The page reported an error: {message.text}")

    page.on("request", asked)
    page.on("response", answered)
    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(f"The page reported an error: {error}"))


@pytest.fixture
def overflow():
    """Return `overflow(page)`: how many px the page is wider than its window (0 is right)."""
    return lambda page: page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@dataclass(frozen=True)
class Site:
    """A running site: its address and the password of its demo logins."""

    address: str
    password: str


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory) -> Iterator[Site]:
    """Start the demo city, built once for all processes of this run."""
    home = tmp_path_factory.mktemp("demo")
    serving = [*installations.COMMAND, "serve", "--port", "0", "--lang", "en"]
    with (
        installations.copy_of("demo", home) as environment,
        subprocess.Popen(serving, env=environment, stdout=subprocess.PIPE, text=True) as process,
    ):
        said = process.stdout.readline()
        yield Site(
            re.search(r"http://\S+", said).group(), (home / "demo-password").read_text().strip()
        )
        process.terminate()


@pytest.fixture
def enter(browser, demo_site):
    """Return `enter(role, view)`: a window in which somebody of that role has just signed in."""
    contexts = []

    def sign_in(role: str, view: View):
        context = browser.new_context(
            base_url=demo_site.address,
            locale=view.language,
            viewport={"width": view.width, "height": view.height},
        )
        contexts.append(context)
        context.set_default_timeout(30_000)  # ms
        page = context.new_page()
        page.complaints = []
        watch(page, demo_site.address, page.complaints)
        page.goto("/login/")
        page.fill("[name=username]", role.replace("_", "-"))
        page.fill("[name=password]", demo_site.password)
        page.click("main button:not([type=button])")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
