"""Markdown of a lesson to HTML: CommonMark with tables, no raw HTML, links that reveal nothing to where they lead."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

LINK_REL = "noopener noreferrer"


def render(markdown: str) -> str:
    """The HTML of `markdown`. Raw HTML comes out as text; `javascript:` and the like do not become links."""
    html: str = _MARKDOWN.render(markdown)
    return html


def _link_open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    tokens[idx].attrSet("rel", LINK_REL)
    return self.renderToken(tokens, idx, options, env)


def _table_open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    """A wide table scrolls in its own box; the box can be reached by keyboard."""
    return f'<div class="table-scroll" tabindex="0">{self.renderToken(tokens, idx, options, env)}'


def _table_close(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return f"{self.renderToken(tokens, idx, options, env)}</div>"


def _make() -> Any:  # noqa: ANN401 - the library has no type for a configured parser's rules
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    for name, rule in (("link_open", _link_open), ("table_open", _table_open), ("table_close", _table_close)):
        markdown.add_render_rule(name, rule)
    return markdown


_MARKDOWN = _make()
