"""Markdown of a lesson becomes HTML that can do no harm."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.learning.rendering import LINK_REL, render

ALLOWED = {
    *"p h2 h3 h4 h5 h6 h1 ul ol li strong em code pre blockquote a hr br".split(),  # noqa: SIM905 - reads as a list
    *"table thead tbody tr th td div".split(),  # noqa: SIM905
}


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_given_ordinary_markdown_then_it_is_html() -> None:
    html = render("## Read\n\nA **bid** for each *lot*.\n\n1. one\n2. two")
    assert "<h2>Read</h2>" in html
    assert "<strong>bid</strong>" in html
    assert "<ol>" in html


def test_given_a_table_then_it_scrolls_in_its_own_box() -> None:
    html = render("| a | b |\n|---|---|\n| 1 | 2 |")
    assert html.startswith('<div class="table-scroll" tabindex="0"><table>')
    assert html.rstrip().endswith("</table>\n</div>")


def test_given_a_link_then_it_tells_nothing_to_where_it_leads() -> None:
    tags = Tags(render("[law](https://example.kg/law) and <https://example.kg>")).found
    links = [attributes for tag, attributes in tags if tag == "a"]
    assert len(links) == 2
    assert all(link["rel"] == LINK_REL for link in links)


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://example.kg/pixel.gif)",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](vbscript:x)",
    ],
)
def test_given_markup_that_could_harm_then_it_comes_out_as_text(markdown: str) -> None:
    tags = Tags(render(markdown)).found
    assert {tag for tag, _ in tags} <= {"p", "a"}
    for _, attributes in tags:
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "https:").startswith("https:")


@given(st.text())
def test_given_any_text_then_only_known_tags_come_out(markdown: str) -> None:
    for tag, attributes in Tags(render(markdown)).found:
        assert tag in ALLOWED
        assert not any(name.startswith("on") for name in attributes)
