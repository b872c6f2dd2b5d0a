"""Templates compiled once per language: fixed words are looked up when a page is compiled.

A case page holds some four hundred fixed words (a label for every cell, which a phone shows beside
the value). Looked up each time, they cost as much as the page's own values.
"""

from collections.abc import Iterator

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.utils.translation import get_language


class Loader(cached.Loader):
    """Keeps a compiled template per language, with its fixed words in that language."""

    def cache_key(self, template_name: str, skip=None) -> str:
        """Name what is kept: the template, in the language of the request."""
        return f"{get_language()}:{super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip=None) -> Template:
        """Return the template in the language of the request; compiled when first asked for."""
        is_kept = self.cache_key(template_name, skip) in self.get_template_cache
        template = super().get_template(template_name, skip)
        if not is_kept:
            _fix_words(template.nodelist)
        return template


def _fix_words(nodes: NodeList) -> None:
    """Put the words where a lookup of them stood; runs of plain text become one piece."""
    fixed: list[Node] = []
    for node in nodes:
        for inner in _inner(node):
            _fix_words(inner)
        text = _text(node)
        if text is None:
            fixed.append(node)
        elif fixed and isinstance(fixed[-1], TextNode):
            fixed[-1] = TextNode(fixed[-1].s + text)
        else:
            fixed.append(TextNode(text))
    nodes[:] = fixed


def _inner(node: Node) -> Iterator[NodeList]:
    for name in node.child_nodelists:
        inner = getattr(node, name, None)
        if isinstance(inner, NodeList):
            yield inner
    # `{% if %}` keeps its branches here, and makes a new list of them when asked for its nodes.
    yield from (branch for _condition, branch in getattr(node, "conditions_nodelists", ()))


def _text(node: Node) -> str | None:
    """The text a node always gives in this language; None if it depends on the page."""
    if isinstance(node, TextNode):
        return node.s
    if isinstance(node, TranslateNode) and _is_fixed(node):
        return node.render(Context())
    return None


def _is_fixed(node: TranslateNode) -> bool:
    said = (node.filter_expression, node.message_context)
    return node.asvar is None and all(_is_literal(part) for part in said if part is not None)


def _is_literal(part: FilterExpression) -> bool:
    return not part.filters and getattr(part.var, "lookups", None) is None
