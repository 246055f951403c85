"""Rendering without a server: safe, strict, and nothing inline."""

import gzip
import re

import pytest
from jinja2 import UndefinedError

from services.gateway.assets import STATIC, Assets
from services.gateway.pages.account import device
from services.gateway.pages.here import local_path
from services.gateway.pages.mailbox import linked
from services.gateway.ports import Viewer
from services.gateway.rendering import TEMPLATES, Renderer
from shared.contracts.base import Language

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
RENDERER = Renderer()


@pytest.mark.parametrize("language", list(Language), ids=str)
@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_given_an_error_then_its_page_needs_nothing(language: Language, status: int) -> None:
    html = RENDERER.page("error.html", Viewer(language=language, path="/", csrf=""), status=status)
    assert f'<html lang="{language}">' in html
    assert "<form" not in html


def test_given_the_templates_then_no_script_or_style_stands_in_a_page() -> None:
    for template in sorted(TEMPLATES.rglob("*.html")):
        assert INLINE.search(template.read_text("utf-8")) is None, template.name


def test_given_hostile_text_then_it_is_escaped() -> None:
    viewer = Viewer(language=Language.EN, path='/"><script>x</script>', csrf='"><b>')
    html = RENDERER.page("sign_up.html", viewer, given={"name": "<img src=x>"}, errors=())
    assert "<script>x" not in html
    assert "<img" not in html
    assert "<b>" not in html


def test_given_a_name_no_template_knows_then_it_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        RENDERER.page("home.html", Viewer(language=Language.EN, path="/", csrf=""))


def test_given_a_file_then_its_name_changes_with_its_content() -> None:
    assets = Assets()
    assert re.fullmatch(r"/static/site\.[0-9a-f]{12}\.css", assets.url("site.css"))
    with pytest.raises(KeyError):
        assets.url("no.css")


def test_given_our_files_then_they_keep_to_their_budgets() -> None:
    def sent(name: str) -> int:
        return len(gzip.compress((STATIC / name).read_bytes(), 9))

    assert sent("site.css") <= 15 * 1024
    assert sent("vendor/htmx.js") + sent("achyk.js") <= 18 * 1024
    assert (STATIC / "passkeys.js").stat().st_size <= 4 * 1024


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "", None, "/a\nb"])
def test_given_an_address_elsewhere_then_nobody_is_led_there(path: str | None) -> None:
    assert local_path(path) == "/"


def test_given_a_letter_then_only_its_addresses_become_links() -> None:
    assert str(linked("<b> http://a.example/x?y=1")) == (
        '&lt;b&gt; <a href="http://a.example/x?y=1">http://a.example/x?y=1</a>'
    )


def test_given_a_user_agent_then_one_word_of_it_is_kept() -> None:
    assert device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") == "Firefox"
    assert device("curl/8") == ""


@pytest.mark.parametrize(
    ("end", "name"),
    [
        ("Chrome/141.0.0.0 Safari/537.36", "Chrome"),
        ("Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0", "Edge"),
        ("Chrome/141.0.0.0 Safari/537.36 OPR/124.0.0.0", "Opera"),
        ("Chrome/140.0.0.0 YaBrowser/25.10.0.0 Safari/537.36", "Yandex"),
        ("SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet"),
        ("CriOS/141.0.0.0 Mobile/15E148 Safari/604.1", "Chrome"),
        ("Version/26.0 Safari/605.1.15", "Safari"),
    ],
)
def test_given_a_browser_that_also_claims_to_be_another_then_its_own_name_is_kept(end: str, name: str) -> None:
    assert device(f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) {end}") == name
