"""Templates compiled once per language say what templates looked up word by word would say."""

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.template.loader_tags import BlockNode
from django.utils import translation

from firebreak.site.templates_by_language import Loader

ROOM = """{% load i18n %}{% if shown %}<td data-label="{% translate "Onset" %}">{{ value }}</td>
{% else %}{% translate "unknown" %}{% endif %}{% translate "Cases" as title %}{{ title }}
{% for n in numbers %}{% translate "Contacts" %} {{ n }}{% translate ": " context "list" %}{% endfor %}
{% translate word %}{% blocktranslate %}Case {{ value }}{% endblocktranslate %}"""
BASE = '{% load i18n %}<h1>{% block head %}{% translate "Cases" %}{% endblock %}</h1>'
INNER = '{% extends "base.html" %}{% load i18n %}{% block head %}{{ block.super }} {% include "room.html" %}{% endblock %}'
PAGES = {"room.html": ROOM, "base.html": BASE, "inner.html": INNER}
VALUES = {"shown": True, "value": "<7>", "numbers": [1, 2], "word": "Duties"}


def engine(kind) -> Engine:
    inner = ("django.template.loaders.locmem.Loader", PAGES)
    return Engine(loaders=[(kind, [inner])], libraries={"i18n": "django.templatetags.i18n"})


@pytest.fixture
def ours() -> Engine:
    return engine("firebreak.site.templates_by_language.Loader")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("shown", [True, False])
def test_every_language_says_the_same_as_without(ours, name, shown):
    theirs = engine("django.template.loaders.cached.Loader")
    values = VALUES | {"shown": shown}
    for language in ("en", "zh-hans", "en", "zh-hans"):
        with translation.override(language):
            wanted = theirs.get_template(name).render(Context(dict(values)))
            assert ours.get_template(name).render(Context(dict(values))) == wanted


def test_the_languages_differ(ours):
    said = set()
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.add(ours.get_template("base.html").render(Context()))
    assert len(said) == 2


def test_fixed_words_are_plain_text_afterwards(ours):
    with translation.override("en"):
        template = ours.get_template("base.html")
    (block,) = template.nodelist.get_nodes_by_type(BlockNode)
    assert [type(node) for node in block.nodelist] == [TextNode]


def test_a_template_is_compiled_once_per_language(ours):
    (loader,) = ours.template_loaders
    assert isinstance(loader, Loader)
    with translation.override("en"):
        assert ours.get_template("room.html") is ours.get_template("room.html")
