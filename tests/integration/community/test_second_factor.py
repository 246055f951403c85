"""Signing in with a second factor: set up, asked for, lost, taken away."""

import asyncio

import pytest

from services.community.permissions import PERMISSIONS, Access
from shared.contracts import community as contract
from shared.contracts import identity
from shared.contracts.community import Role
from shared.errors import Refused

from .conftest import PASSWORD, Community, token_in
from .test_roles import questions

ADDRESS = "aigul@achyk.example"
MINUTE = 60 * 1000


async def test_given_a_second_factor_then_the_password_alone_opens_nothing_and_the_code_opens_a_strong_session(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    waiting = await community.sign_in(ADDRESS)
    assert waiting.second_factor_needed
    for name, (question, answer) in questions(waiting.token, session.member.id).items():
        if PERMISSIONS[name].access is Access.SIGNED_IN:
            with pytest.raises(Refused, match="signed_out"):
                await community.ask(name, question, answer)

    opened = await community.confirm_code(waiting.token, await community.code(session.member.id))

    assert not opened.second_factor_needed
    who = await community.who(opened.token)
    assert (who.id, who.strong, who.second_factor) == (session.member.id, True, True)
    with pytest.raises(Refused, match="sign_in_over"):
        await community.confirm_code(waiting.token, await community.code(session.member.id))


async def test_given_a_code_that_was_used_then_it_works_nowhere_again_not_even_twice_at_once(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    code = await community.code(session.member.id)
    waiting = [await community.sign_in(ADDRESS) for _ in range(2)]
    results = await asyncio.gather(
        *(community.confirm_code(one.token, code) for one in waiting), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Session"]
    third = await community.sign_in(ADDRESS)
    with pytest.raises(Refused, match="wrong_code"):
        await community.confirm_code(third.token, code)


async def test_given_the_code_that_confirmed_the_app_then_it_does_not_sign_in(community: Community) -> None:
    session = await community.joined(ADDRESS)
    begun = await community.ask("begin_totp", identity.AskBeginTotp(token=session.token), identity.TotpEnrolment)
    community.secrets[session.member.id] = begun.secret
    code = await community.code(session.member.id)
    confirm = identity.AskConfirmTotp(token=session.token, password=PASSWORD, code=code)
    await community.ask("confirm_totp", confirm, identity.RecoveryCodes)
    with pytest.raises(Refused, match="wrong_code"):
        await community.confirm_code((await community.sign_in(ADDRESS)).token, code)


async def test_given_guesses_then_they_are_slowed_down_even_at_once(community: Community) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    waiting = await community.sign_in(ADDRESS)
    guesses = (community.confirm_code(waiting.token, f"{place:06}") for place in range(20))
    codes = [each.code for each in await asyncio.gather(*guesses, return_exceptions=True) if isinstance(each, Refused)]
    assert (codes.count("wrong_code"), codes.count("too_many_attempts")) == (5, 15)
    with pytest.raises(Refused, match="too_many_attempts"):
        await community.confirm_code(waiting.token, await community.code(session.member.id))


async def test_given_a_sign_in_that_waited_too_long_then_the_code_comes_too_late(community: Community) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    waiting = await community.sign_in(ADDRESS)
    earlier = [{"$set": {"expires": {"$subtract": ["$expires", 11 * MINUTE]}}}]
    await community.store.collection("waiting").update_many({}, earlier)
    with pytest.raises(Refused, match="sign_in_over"):
        await community.confirm_code(waiting.token, await community.code(session.member.id))


async def test_given_recovery_codes_then_each_signs_in_once_and_new_ones_replace_them(community: Community) -> None:
    session = await community.joined(ADDRESS)
    codes = await community.enrol(session)
    opened = await community.confirm_code((await community.sign_in(ADDRESS)).token, codes[0].upper())
    assert (await community.security(opened.token)).recovery_codes == 9
    with pytest.raises(Refused, match="wrong_code"):
        await community.confirm_code((await community.sign_in(ADDRESS)).token, codes[0])

    renew = identity.AskRenewRecoveryCodes(token=opened.token, code=await community.code(session.member.id))
    fresh = (await community.ask("renew_recovery_codes", renew, identity.RecoveryCodes)).codes
    assert not set(fresh) & set(codes)
    with pytest.raises(Refused, match="wrong_code"):
        await community.confirm_code((await community.sign_in(ADDRESS)).token, codes[1])
    assert await community.confirm_code((await community.sign_in(ADDRESS)).token, fresh[0])


async def test_given_what_is_stored_then_neither_secret_nor_recovery_code_nor_token_can_be_read_in_it(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    codes = await community.enrol(session)
    waiting = await community.sign_in(ADDRESS)
    secrets = [community.secrets[session.member.id], waiting.token, *codes, *(code.replace("-", "") for code in codes)]
    for name in await community.store.database.list_collection_names():
        async for row in community.store.collection(name).find({}):
            assert not [secret for secret in secrets if secret in repr(row)], name


async def test_given_enrolment_then_it_needs_the_password_and_a_code_and_ends_the_other_sessions(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    other = await community.sign_in(ADDRESS)
    with pytest.raises(Refused, match="not_begun"):
        await confirm(community, session, PASSWORD, "123456")
    begun = [
        await community.ask("begin_totp", identity.AskBeginTotp(token=one.token), identity.TotpEnrolment)
        for one in (session, other)
    ]
    assert begun[0].secret == begun[1].secret, "two windows show the same"
    community.secrets[session.member.id] = begun[0].secret
    with pytest.raises(Refused, match="wrong_password"):
        await confirm(community, session, "not the password", await community.code(session.member.id))
    with pytest.raises(Refused, match="wrong_code"):
        await confirm(community, session, PASSWORD, "000000 no")
    assert not (await community.sign_in(ADDRESS)).second_factor_needed, "nothing is protected yet"
    await confirm(community, session, PASSWORD, await community.code(session.member.id))
    assert (await community.security(session.token)).strong
    with pytest.raises(Refused, match="signed_out"):
        await community.who(other.token)
    with pytest.raises(Refused, match="already_on"):
        await community.ask("begin_totp", identity.AskBeginTotp(token=session.token), identity.TotpEnrolment)


async def confirm(community: Community, session: contract.Session, password: str, code: str) -> identity.RecoveryCodes:
    question = identity.AskConfirmTotp(token=session.token, password=password, code=code)
    return await community.ask("confirm_totp", question, identity.RecoveryCodes)


async def test_given_a_secret_shown_an_hour_ago_then_another_one_is_shown(community: Community) -> None:
    session = await community.joined(ADDRESS)
    ask = identity.AskBeginTotp(token=session.token)
    first = await community.ask("begin_totp", ask, identity.TotpEnrolment)
    earlier = [{"$set": {"begun": {"$subtract": ["$begun", 61 * MINUTE]}}}]
    await community.store.collection("second_factors").update_many({}, earlier)
    assert (await community.ask("begin_totp", ask, identity.TotpEnrolment)).secret != first.secret


async def test_given_password_and_code_then_the_second_factor_is_switched_off_and_no_session_is_strong(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    other = await community.confirm_code(
        (await community.sign_in(ADDRESS)).token, await community.code(session.member.id)
    )
    for password, code, refusal in (("wrong", "1", "wrong_password"), (PASSWORD, "1", "wrong_code")):
        with pytest.raises(Refused, match=refusal):
            await remove(community, session.token, password, code)
    removed = await remove(community, session.token, PASSWORD, await community.code(session.member.id))
    assert removed.ended == 1
    assert not (await community.who(session.token)).strong
    with pytest.raises(Refused, match="signed_out"):
        await community.who(other.token)
    assert not (await community.sign_in(ADDRESS)).second_factor_needed
    with pytest.raises(Refused, match="not_on"):
        await community.confirm_code(session.token, "123456")


async def remove(community: Community, token: str, password: str, code: str) -> identity.TotpRemoved:
    question = identity.AskRemoveTotp(token=token, password=password, code=code)
    return await community.ask("remove_totp", question, identity.TotpRemoved)


async def test_given_a_forgotten_password_then_mailbox_and_new_password_are_still_one_factor(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    await community.forgot(ADDRESS)
    opened = await community.reset(token_in(await community.mailbox.next()), "seven grey mountains")
    assert opened.second_factor_needed
    with pytest.raises(Refused, match="signed_out"):
        await community.who(opened.token)
    await community.confirm_code(opened.token, await community.code(session.member.id))


async def test_given_a_changed_password_then_sign_ins_that_wait_end_too(community: Community) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    waiting = await community.sign_in(ADDRESS)
    await community.change(session.token, PASSWORD, "seven grey mountains")
    with pytest.raises(Refused, match="sign_in_over"):
        await community.confirm_code(waiting.token, await community.code(session.member.id))


async def test_given_an_administrator_without_a_second_factor_then_the_refusal_says_to_set_one_up(
    community: Community,
) -> None:
    session = await community.joined_as(Role.ADMIN, ADDRESS, strong=False)
    assert (await community.security(session.token)).mandatory
    ask = contract.AskMembers(token=session.token)
    with pytest.raises(Refused) as caught:
        await community.ask("members", ask, contract.Members)
    assert (caught.value.code, caught.value.detail) == ("second_factor_needed", {"set_up": False})
    await community.enrol(session)
    assert (await community.ask("members", ask, contract.Members)).total == 1


async def test_given_a_session_from_before_then_a_code_makes_it_strong_under_a_new_token(community: Community) -> None:
    session = await community.joined_as(Role.ADMIN, ADDRESS)
    await community.store.collection("sessions").update_many({}, {"$set": {"strong": False}})
    with pytest.raises(Refused) as caught:
        await community.ask("members", contract.AskMembers(token=session.token), contract.Members)
    assert caught.value.detail == {"set_up": True}
    strong = await community.confirm_code(session.token, await community.code(session.member.id))
    assert (await community.ask("members", contract.AskMembers(token=strong.token), contract.Members)).total == 1
    with pytest.raises(Refused, match="signed_out"):
        await community.who(session.token)


async def test_given_sign_out_then_a_waiting_sign_in_ends(community: Community) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    waiting = await community.sign_in(ADDRESS)
    out = contract.AskSignOut(token=waiting.token)
    assert (await community.ask("sign_out", out, contract.SignedOut)).changed
    with pytest.raises(Refused, match="sign_in_over"):
        await community.confirm_code(waiting.token, await community.code(session.member.id))
