"""From a visitor to a member: registration, the letter, the confirmed address."""

import asyncio

import pytest

from services.community.limits import CONFIRM, LETTERS
from shared.contracts import community as contract
from shared.contracts.base import Language
from shared.errors import Refused

from .conftest import PASSWORD, Community, text_of, token_in

ADDRESS = "aigul@achyk.example"


async def test_given_a_visitor_when_registering_then_a_letter_confirms_the_address_and_sign_in_works(
    community: Community,
) -> None:
    answer = await community.register("Aigul@Achyk.Example", language=Language.KY)
    letter = await community.mailbox.next()

    assert answer.email_sent
    assert letter["To"] == "Aigul@achyk.example"
    assert letter["From"] == "Achyk <house@achyk.example>"
    assert "https://achyk.example/ky/verify/" in text_of(letter)
    with pytest.raises(Refused, match="wrong_credentials"):
        await community.sign_in(ADDRESS)
    confirmed = await community.verify(token_in(letter))
    assert confirmed.session, "whoever confirms is signed in at once"
    member = confirmed.session.member
    assert (await community.who(confirmed.session.token)).id == member.id == confirmed.id
    assert (await community.sign_in(ADDRESS)).member.id == member.id
    assert (member.name, member.language, member.email_verified) == ("Айгүл", Language.KY, True)
    assert member.role is contract.Role.MEMBER


async def test_given_a_strangers_sign_up_when_signing_in_with_its_password_then_nobody_learns_who_is_a_member(
    community: Community,
) -> None:
    await community.joined(ADDRESS)
    strangers = "nine green bottles"
    refusals = []
    for address in (ADDRESS, "unknown@achyk.example"):
        await community.register(address, password=strangers)
        await community.mailbox.next()
        with pytest.raises(Refused) as caught:
            await community.sign_in(address, strangers)
        refusals.append((caught.value.code, caught.value.message, caught.value.detail))
    assert refusals[0] == refusals[1]
    assert refusals[0][0] == "wrong_credentials"


async def test_given_a_used_or_invented_token_then_it_confirms_nothing(community: Community) -> None:
    await community.register(ADDRESS)
    token = token_in(await community.mailbox.next())
    await community.verify(token)
    for stale in (token, "a" * 43):
        with pytest.raises(Refused, match="invalid_token"):
            await community.verify(stale)


async def test_given_one_token_pressed_many_times_at_once_then_it_works_once(community: Community) -> None:
    await community.register(ADDRESS)
    token = token_in(await community.mailbox.next())
    results = await asyncio.gather(*(community.verify(token) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(result, contract.Confirmed) for result in results) == 1
    assert {result.code for result in results if isinstance(result, Refused)} == {"invalid_token"}


async def test_given_a_token_older_than_48_hours_then_it_confirms_nothing(community: Community) -> None:
    await community.register(ADDRESS)
    token = token_in(await community.mailbox.next())
    claims = community.store.collection("claims")
    await claims.update_one({}, [{"$set": {"expires": {"$subtract": ["$expires", 48 * 3600 * 1000 + 60_000]}}}])
    with pytest.raises(Refused, match="invalid_token"):
        await community.verify(token)


async def test_given_a_members_address_when_registering_again_then_the_answer_is_the_same_and_nothing_changes(
    community: Community,
) -> None:
    first = await community.register(ADDRESS)
    await community.verify(token_in(await community.mailbox.next()))

    again = await community.register(ADDRESS.upper(), name="Somebody else", password="another fine phrase")
    letter = await community.mailbox.next()

    assert again == first
    assert "/verify/" not in text_of(letter)
    assert "https://achyk.example/ru/sign-in" in text_of(letter)
    assert (await community.sign_in(ADDRESS)).member.name == "Айгүл"
    with pytest.raises(Refused, match="wrong_credentials"):
        await community.sign_in(ADDRESS, "another fine phrase")


async def test_given_a_stranger_who_registers_after_the_owner_then_only_letter_and_password_together_confirm(
    community: Community,
) -> None:
    await community.register(ADDRESS, name="The owner")
    owners = token_in(await community.mailbox.next())
    await community.register(ADDRESS, name="A stranger", password="nine green bottles")
    strangers = token_in(await community.mailbox.next())

    for token, password in ((strangers, PASSWORD), (strangers, None), (owners, "nine green bottles"), (owners, None)):
        with pytest.raises(Refused, match="wrong_password"):
            await community.verify(token, password)
    assert await community.store.collection("members").count_documents({}) == 0
    member = await community.verify(owners, PASSWORD)

    assert member.name == "The owner"
    assert (await community.sign_in(ADDRESS, PASSWORD)).member.id == member.id
    with pytest.raises(Refused, match="wrong_credentials"):
        await community.sign_in(ADDRESS, "nine green bottles")
    with pytest.raises(Refused, match="invalid_token"):
        await community.verify(strangers)


async def test_given_a_letter_sent_again_then_it_confirms_the_registration_whose_password_is_known(
    community: Community,
) -> None:
    for name, password in (("The owner", PASSWORD), ("A stranger", "nine green bottles")):
        await community.register(ADDRESS, name=name, password=password)
        await community.mailbox.next()
    again = contract.AskResendVerification(email=ADDRESS, client="a0")
    await community.ask("resend_verification", again, contract.Registered)
    token = token_in(await community.mailbox.next())
    with pytest.raises(Refused, match="wrong_password"):
        await community.verify(token, "neither of them")
    assert (await community.verify(token, PASSWORD)).name == "The owner"


async def test_given_many_passwords_tried_with_one_link_then_the_next_must_wait(community: Community) -> None:
    await community.register(ADDRESS)
    token = token_in(await community.mailbox.next())
    for place in range(CONFIRM.free):
        with pytest.raises(Refused, match="wrong_password"):
            await community.verify(token, f"guess number {place}")
    with pytest.raises(Refused, match="too_many_attempts"):
        await community.verify(token)


async def test_given_an_unknown_address_when_asking_for_the_letter_again_then_the_answer_tells_nothing(
    community: Community,
) -> None:
    await community.register(ADDRESS)
    await community.mailbox.next()
    resend = contract.AskResendVerification

    unknown = await community.ask("resend_verification", resend(email="nobody@achyk.example"), contract.Registered)
    known = await community.ask("resend_verification", resend(email=ADDRESS), contract.Registered)
    letter = await community.mailbox.next()

    assert unknown == known
    # Letters leave in the order they were asked for, so the one to nobody was passed over.
    assert letter["To"] == ADDRESS
    assert await community.verify(token_in(letter))
    assert community.mailbox.letters.empty()


async def test_given_many_letters_to_one_address_then_the_next_must_wait(community: Community) -> None:
    for _ in range(3):
        await community.register(ADDRESS)
        await community.mailbox.next()
    with pytest.raises(Refused) as caught:
        await community.register(ADDRESS)
    assert caught.value.code == "too_many_attempts"
    assert caught.value.detail["retry_after"] > 60
    await community.register("another@achyk.example")


async def test_given_somebody_who_asks_for_many_letters_then_the_owner_elsewhere_still_gets_one(
    community: Community,
) -> None:
    for _ in range(LETTERS.each.free):
        await community.register(ADDRESS)
        await community.mailbox.next()
    with pytest.raises(Refused, match="too_many_attempts"):
        await community.register(ADDRESS)
    owners = contract.AskRegister(email=ADDRESS, name="The owner", password=PASSWORD, client="b1")
    await community.ask("register", owners, contract.Registered)
    assert (await community.verify(token_in(await community.mailbox.next()))).name == "The owner"


@pytest.mark.parametrize(
    ("address", "name", "password", "code"),
    [
        ("not an address", "Айгүл", PASSWORD, "invalid_email"),
        (ADDRESS, "Айгүл", "short", "weak_password"),
        (ADDRESS, "me@achyk.example", PASSWORD, "invalid_name"),
    ],
)
async def test_given_something_wrong_typed_in_then_the_field_is_named(
    community: Community, address: str, name: str, password: str, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        await community.register(address, name=name, password=password)
    assert caught.value.code == code
    assert caught.value.detail["field"]


async def test_given_an_address_nobody_confirmed_then_the_database_forgets_it_by_itself(community: Community) -> None:
    await community.register(ADDRESS)
    token = token_in(await community.mailbox.next())
    claims = community.store.collection("claims")
    row = await claims.find_one({})
    assert row
    assert (row["forgetAt"] - row["expires"]).days == 5, "seven days, of which the link works two"
    assert (await claims.index_information())["unconfirmed"]["expireAfterSeconds"] == 0
    assert await community.store.collection("members").count_documents({}) == 0
    await community.verify(token)
    assert await claims.count_documents({}) == 0
    assert await community.store.collection("members").count_documents({"emailKey": ADDRESS}) == 1


async def test_given_the_contact_of_a_member_then_it_is_told_and_of_nobody_else(community: Community) -> None:
    await community.register(ADDRESS, language=Language.EN)
    member = await community.verify(token_in(await community.mailbox.next()))
    contact = await community.ask("contact", contract.AskContact(member=member.id), contract.Contact)
    assert (contact.email, contact.language) == (ADDRESS, Language.EN)
    gone = contract.AskContact(member="m_" + "0" * 24)
    assert (await community.ask("contact", gone, contract.Contact)).email is None
