"""A member's own account as a browser without JavaScript meets it, on the real community."""

import io
import json
import zipfile

from .conftest import PASSWORD, Community, token_in
from .web import ADDRESS, Browser


async def test_given_a_sign_up_without_agreeing_then_nobody_is_registered_and_the_form_says_why(
    community: Community, browser: Browser
) -> None:
    fields = {"name": "Айгүл", "email": ADDRESS, "password": PASSWORD}
    answer = await browser.send("/en/sign-up", "/en/sign-up", **fields)
    assert answer.status_code == 422
    assert 'href="#agreed"' in answer.text
    assert f'value="{ADDRESS}"' in answer.text
    assert PASSWORD not in answer.text
    assert community.mailbox.letters.empty()


async def test_given_a_member_then_name_address_and_consents_are_corrected_on_one_page(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    await browser.sign_in()
    page = "/en/account"
    assert (await browser.send(page, "/en/account/name", name="Бакыт")).headers["location"].endswith("name_changed")
    assert await browser.name() == "Бакыт"
    wrong = await browser.send(page, "/en/account/email", email="new@achyk.example", password="another")
    assert wrong.status_code == 422
    assert 'href="#email-password"' in wrong.text
    assert 'value="new@achyk.example"' in wrong.text
    sent = await browser.send(page, "/en/account/email", email="new@achyk.example", password=PASSWORD)
    assert sent.status_code == 303
    token = token_in(await community.mailbox.next())
    link = f"/en/account/email/{token}"
    assert "Use this address" in (await browser.get(link)).text
    confirmed = await browser.send(link, "/en/account/email/confirm", token=token)
    assert confirmed.headers["location"] == "/en/account?done=email_changed"
    assert "Now: new@achyk.example" in (await browser.get(page)).text
    assert (await browser.send(link, "/en/account/email/confirm", token=token)).status_code == 422
    assert "I have read them and agree" in (await browser.get(page)).text
    await browser.send(page, "/en/account/agree")
    after = (await browser.get(page)).text
    assert "I have read them and agree" not in after
    assert 'href="/en/terms?version=1"' in after
    assert (await browser.get("/en/terms?version=1")).status_code == 200
    assert (await browser.get("/en/terms?version=999")).status_code == 404


async def test_given_a_member_then_the_archive_has_the_data_and_no_secret(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    await browser.sign_in()
    answer = await browser.send("/ru/account", "/ru/account/data")
    assert answer.headers["content-type"] == "application/zip"
    assert "no-store" in answer.headers["cache-control"]
    folder = zipfile.ZipFile(io.BytesIO(answer.content))
    assert json.loads(folder.read("account.json"))[0]["email"] == ADDRESS
    assert "сообщество Ачык" in folder.read("README.txt").decode()
    assert "argon2" not in "".join(folder.read(name).decode() for name in folder.namelist())


async def test_given_a_deletion_then_the_page_says_when_and_lets_it_be_called_off(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    await browser.sign_in()
    wrong = await browser.send("/en/account", "/en/account/delete", password="another")
    assert wrong.status_code == 422
    assert 'href="#delete-password"' in wrong.text
    await browser.send("/en/account", "/en/account/delete", password=PASSWORD)
    page = (await browser.get("/en/account")).text
    assert "This account will be deleted on" in page
    assert "Delete the account in seven days" not in page
    await browser.send("/en/account", "/en/account/keep")
    assert "This account will be deleted on" not in (await browser.get("/en/account")).text
