"""`make screenshots`: the pictures of docs/img, taken from the running sample on a wide screen and on a phone."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.conftest import sign_in
from tests.browser.platform import ROOT, running_browser, running_platform

FOLDER = ROOT / "docs" / "img"
SIZE = 300
WIDTHS = {1280: 900, 360: 740}
"""Width and height of a screen, in CSS pixels; the phone's pictures show no more than its screen."""
PAGES = {
    "home": ("", False),
    "search": ("search?flagged=1", False),
    "tender": ("*", False),
    "lesson": ("courses/watch-a-purchase/what-a-flag-means", False),
    "inbox": ("inbox", True),
}
"""Name of the picture: the page, and whether only members see it. `*` is a tender with flags."""
LANGUAGE = "ru"
LONG = 1900
"""Height of the picture of a tender: down to its flags."""


def main() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="achyk-screenshots-") as folder,
        running_platform(Path(folder), SIZE) as platform,
        running_browser() as browser,
    ):
        for width, height in WIDTHS.items():
            _take(browser, platform.url, width, height)


def _take(browser: Browser, url: str, width: int, height: int) -> None:
    context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, locale=LANGUAGE)
    page = context.new_page()
    for name, (path, members) in PAGES.items():
        if members:
            sign_in(page, LANGUAGE)
        page.goto(_flagged_tender(page) if path == "*" else f"/{LANGUAGE}/{path}")
        tall = LONG if name == "tender" and width > 1000 else height
        shown = {"x": 0, "y": 0, "width": width, "height": tall}
        page.screenshot(path=FOLDER / f"{name}-{LANGUAGE}-{width}.png", full_page=True, clip=shown)  # type: ignore[arg-type]
    context.close()


def _flagged_tender(page: Page) -> str:
    page.goto(f"/{LANGUAGE}/search?flagged=1&status=complete")
    return page.locator("#results h3 a").first.get_attribute("href") or ""


if __name__ == "__main__":
    main()
