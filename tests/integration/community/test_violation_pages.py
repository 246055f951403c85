"""Types of violations as a visitor meets them: the real gateway before the real service."""

from .web import Browser


async def test_given_a_visitor_then_all_types_are_listed_by_stage_and_found_by_words(browser: Browser) -> None:
    page = await browser.get("/en/violations")
    assert page.status_code == 200
    assert 'href="/en/violations/comp.low"' in page.text
    none = await browser.get("/en/violations?words=xyzzy")
    assert "Nothing matches" in none.text
    assert 'href="/en/violations/comp.low"' not in none.text


async def test_given_a_type_then_its_page_says_what_is_unconfirmed_made_up_and_not_proof(browser: Browser) -> None:
    page = await browser.get("/en/violations/comp.low")
    assert page.status_code == 200
    for words in ("Low competition", "Unconfirmed.", "made up", "not proof", "violation=comp.low", "/en/cases/new"):
        assert words in page.text


async def test_given_an_unknown_type_then_there_is_no_such_page(browser: Browser) -> None:
    for code in ("no.such", "NOT A CODE"):
        assert (await browser.get(f"/en/violations/{code}")).status_code == 404
