"""A member looks at the own data, corrects it, takes it along, and goes without a trace of who it was."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.community.accounts import DELETE_AFTER
from services.community.members_store import MembersStore
from services.community.mydata.emails_store import EmailsStore
from services.community.mydata.registry import IMPERSONAL, OF_THE_ACCOUNT, TABLE, holders
from services.community.mydata.store import MyDataStore
from services.community.notices.store import NoticesStore
from services.community.resets_store import ResetsStore
from services.community.sessions_store import SessionsStore
from shared.contracts import community as accounts
from shared.contracts import mydata as contract
from shared.contracts.base import Language
from shared.contracts.community import Role
from shared.contracts.consent import AgreedText, Consent, ConsentText
from shared.contracts.notice import NoticeKind
from shared.errors import Refused

from .conftest import PASSWORD, Community, text_of, token_in

TERMS = AgreedText(text=ConsentText.TERMS, version="1", language=Language.KY)
PRIVACY = AgreedText(text=ConsentText.PRIVACY, version="2", language=Language.KY)
CANARIES = ("canary", "жанаркан")


async def own(community: Community, token: str) -> contract.OwnAccount:
    return await community.ask("own_account", contract.AskOwnAccount(token=token), contract.OwnAccount)


def store_of(community: Community) -> MyDataStore:
    """The store of another replica."""
    store = community.store
    members = MembersStore(store)
    resets = ResetsStore(store, members, SessionsStore(store, members))
    return MyDataStore(store, members, EmailsStore(store), resets, holders(store))


async def everything(community: Community, token: str) -> dict[str, list[Any]]:
    """All parts, piece by piece."""
    found: dict[str, list[Any]] = {}
    question: contract.AskOwnData | None = contract.AskOwnData(token=token)
    while question:
        answer = await community.ask("own_data", question, contract.OwnData)
        found.setdefault(answer.part, []).extend(answer.rows)
        question = (
            contract.AskOwnData(token=token, part=answer.next_part, skip=answer.next_skip) if answer.next_part else None
        )
    return found


async def delete(community: Community, token: str, password: str = PASSWORD) -> datetime:
    question = contract.AskDeleteAccount(token=token, password=password)
    return (await community.ask("delete_account", question, contract.DeletionPlanned)).at


# --- consents ------------------------------------------------------------------------------------------------------


async def test_given_texts_agreed_to_at_sign_up_then_version_and_language_are_kept(community: Community) -> None:
    register = accounts.AskRegister(
        email="member@achyk.example", name="Айгүл", password=PASSWORD, agreed=[TERMS, PRIVACY]
    )
    await community.ask("register", register, accounts.Registered)
    session = (await community.verify(token_in(await community.mailbox.next()))).session
    assert session
    found = await own(community, session.token)
    assert {(one.text, one.version, one.language) for one in found.consents} == {
        (ConsentText.TERMS, "1", Language.KY),
        (ConsentText.PRIVACY, "2", Language.KY),
    }
    assert found.email == "member@achyk.example"


async def test_given_a_version_agreed_to_again_then_it_keeps_its_first_date_and_language(community: Community) -> None:
    token = (await community.joined("member@achyk.example")).token
    first = await community.ask("agree", contract.AskAgree(token=token, agreed=TERMS), Consent)
    russian = TERMS.model_copy(update={"language": Language.RU})
    assert await community.ask("agree", contract.AskAgree(token=token, agreed=russian), Consent) == first
    assert (await own(community, token)).consents == [first]


# --- corrections ---------------------------------------------------------------------------------------------------


async def test_given_another_name_and_language_then_they_hold_at_once(community: Community) -> None:
    token = (await community.joined("member@achyk.example")).token
    await community.ask("change_name", contract.AskChangeName(token=token, name="Бакыт"), accounts.Member)
    language = contract.AskChangeLanguage(token=token, language=Language.KY)
    await community.ask("change_language", language, accounts.Member)
    member = (await own(community, token)).member
    assert (member.name, member.language) == ("Бакыт", Language.KY)
    wrong = contract.AskChangeName(token=token, name="a@b.example")
    with pytest.raises(Refused, match="invalid_name"):
        await community.ask("change_name", wrong, accounts.Member)


def changes(token: str, email: str, password: str = PASSWORD) -> contract.AskChangeEmail:
    return contract.AskChangeEmail(token=token, password=password, email=email)


async def test_given_a_new_address_then_it_holds_after_its_letter_and_the_old_one_is_told(
    community: Community,
) -> None:
    token = (await community.joined("old@achyk.example")).token
    with pytest.raises(Refused, match="wrong_password"):
        await community.ask("change_email", changes(token, "new@achyk.example", "another"), contract.EmailAsked)
    await community.ask("change_email", changes(token, "new@achyk.example"), contract.EmailAsked)
    letter = await community.mailbox.next()
    assert letter["To"] == "new@achyk.example"
    assert (await own(community, token)).email == "old@achyk.example"
    confirm = contract.AskConfirmEmail(token=token_in(letter))
    await community.ask("confirm_email", confirm, contract.EmailChanged)
    assert (await own(community, token)).email == "new@achyk.example"
    told = await community.mailbox.next()
    assert told["To"] == "old@achyk.example"
    assert "new@achyk.example" not in text_of(told)
    assert await community.sign_in("new@achyk.example")
    with pytest.raises(Refused, match="invalid_token"):
        await community.ask("confirm_email", confirm, contract.EmailChanged)


async def test_given_an_address_of_another_member_then_the_answer_is_the_same_and_its_owner_keeps_it(
    community: Community,
) -> None:
    await community.joined("owner@achyk.example")
    token = (await community.joined("member@achyk.example")).token
    await community.ask("change_email", changes(token, "owner@achyk.example"), contract.EmailAsked)
    letter = await community.mailbox.next()
    assert letter["To"] == "owner@achyk.example"
    assert "account/email" not in text_of(letter)


async def test_given_a_new_password_then_a_link_that_changes_the_address_works_no_longer(community: Community) -> None:
    token = (await community.joined("old@achyk.example")).token
    await community.ask("change_email", changes(token, "new@achyk.example"), contract.EmailAsked)
    link = token_in(await community.mailbox.next())
    with pytest.raises(Refused, match="invalid_token"):
        await community.reset(link, "another five doors")
    await community.change(token, PASSWORD, "another five doors")
    with pytest.raises(Refused, match="invalid_token"):
        await community.ask("confirm_email", contract.AskConfirmEmail(token=link), contract.EmailChanged)


# --- everything to take along --------------------------------------------------------------------------------------


async def test_given_a_member_then_everything_is_taken_along_but_secrets_and_what_is_of_others(
    community: Community,
) -> None:
    member = await community.joined("member@achyk.example")
    stranger = await community.joined("stranger@achyk.example")
    notices = NoticesStore(community.store)
    await notices.tell(None, member.member.id, NoticeKind.TASK_DUE, "/tasks", "1")
    await notices.tell(None, stranger.member.id, NoticeKind.TASK_DUE, "/tasks", "1")
    found = await everything(community, member.token)
    assert set(found) == {"account", *(kept.part for kept in TABLE)}
    assert found["account"][0]["email"] == "member@achyk.example"
    assert [one["kind"] for one in found["notices"]] == ["task_due"]
    assert [one["device"] for one in found["sessions"]] == ["Firefox"]
    text = json.dumps(found)
    assert "argon2" not in text
    assert stranger.member.id not in text
    with pytest.raises(Refused, match="not_found"):
        await community.ask("own_data", contract.AskOwnData(token=member.token, part="no_such"), contract.OwnData)


async def test_given_more_rows_than_one_message_holds_then_the_pieces_hold_each_once(community: Community) -> None:
    member = await community.joined("member@achyk.example")
    rows = [
        {"_id": f"o_{place:04}", "key": str(place), "by": member.member.id, "text": "я" * 3_000} for place in range(400)
    ]
    await community.store.collection("case_notes").insert_many(rows)
    found = await everything(community, member.token)
    assert [one["_id"] for one in found["case_notes"]] == [row["_id"] for row in rows]


async def test_given_the_database_then_every_collection_is_in_the_table_of_what_names_members(
    community: Community,
) -> None:
    known = {kept.collection for kept in TABLE} | IMPERSONAL | OF_THE_ACCOUNT
    there = {name for name in await community.store.database.list_collection_names() if not name.startswith("system.")}
    assert there - known == set(), "say in mydata/registry.py what they keep of members"


# --- deletion ------------------------------------------------------------------------------------------------------


async def test_given_a_deletion_then_it_needs_the_password_waits_a_week_and_can_be_called_off(
    community: Community,
) -> None:
    member = await community.joined("member@achyk.example")
    with pytest.raises(Refused, match="wrong_password"):
        await delete(community, member.token, "another")
    at = await delete(community, member.token)
    assert timedelta() < at - datetime.now(UTC) <= DELETE_AFTER
    assert "https://achyk.example/ru/account" in text_of(await community.mailbox.next())
    assert await delete(community, member.token) == at, "asked again it keeps its date"
    assert (await own(community, member.token)).deletion == at
    assert not await store_of(community).delete_due(at - timedelta(seconds=1))
    kept = await community.ask("keep_account", contract.AskKeepAccount(token=member.token), contract.AccountKept)
    assert kept.changed
    assert not await store_of(community).delete_due(at + timedelta(days=1))
    assert await community.who(member.token)


async def test_given_a_deleted_member_then_no_word_of_who_it_was_is_left_and_what_was_done_stands(
    start: Callable[..., Awaitable[Community]],
) -> None:
    community = await start(round_seconds=3600)
    register = accounts.AskRegister(
        email="canary@achyk.example", name="Жанаркан", password=PASSWORD, agreed=[TERMS, PRIVACY]
    )
    await community.ask("register", register, accounts.Registered)
    session = (await community.verify(token_in(await community.mailbox.next()), device="canary-fox")).session
    assert session
    member = session.member.id
    await community.forgot("canary@achyk.example")
    await community.mailbox.next()
    await community.ask("change_email", changes(session.token, "canary2@achyk.example"), contract.EmailAsked)
    await community.mailbox.next()
    await community.register("canary@achyk.example", name="Жанаркан")  # a stranger types the address in
    await community.mailbox.next()
    verdict = {"member": member, "ocid": "ocds-1", "version": 1, "verdict": "wrong_data", "reason": "canary saw it"}
    await community.store.collection("verdicts").insert_one({"_id": f"f:{member}", **verdict})
    await NoticesStore(community.store).tell(None, member, NoticeKind.TASK_DUE, "/cases/canary", "1")
    await community.mailbox.next()
    at = await delete(community, session.token)
    await community.mailbox.next()

    assert await store_of(community).delete_due(at)
    assert not await store_of(community).delete_due(at), "exactly once"

    for name in await community.store.database.list_collection_names():
        async for row in community.store.collection(name).find({}):
            assert not any(word in repr(row).casefold() for word in CANARIES), f"{name} tells who it was"
    kept = await community.store.collection("verdicts").find_one({"member": member})
    assert kept
    assert (kept["verdict"], kept["reason"]) == ("wrong_data", "")
    with pytest.raises(Refused, match="signed_out"):
        await community.who(session.token)
    contact = await community.ask("contact", accounts.AskContact(member=member), accounts.Contact)
    assert contact.email is None
    assert await MembersStore(community.store).account_of("canary@achyk.example") is None, "the address is free again"


async def test_given_several_replicas_then_each_account_is_deleted_once(
    start: Callable[..., Awaitable[Community]],
) -> None:
    community = await start(round_seconds=3600)
    sessions = [await community.joined(f"m{place}@achyk.example") for place in range(3)]
    at = max([await delete(community, session.token) for session in sessions])
    done = await asyncio.gather(*(store_of(community).delete_due(at) for _ in range(5)))
    assert sorted(done) == [False, False, True, True, True]
    assert await community.store.collection("members").count_documents({}) == 0


async def test_given_a_replica_that_dies_half_way_then_the_account_is_whole_and_another_deletes_it(
    start: Callable[..., Awaitable[Community]],
) -> None:
    community = await start(round_seconds=3600)
    member = await community.joined("member@achyk.example")
    at = await delete(community, member.token)

    class Dying:
        part = "dying"

        async def erase(self, *_: object) -> None:
            raise SystemError("killed")

    dying = store_of(community)
    dying._holders = (*dying._holders, Dying())  # type: ignore[assignment]
    with pytest.raises(SystemError):
        await dying.delete_due(at)
    assert await community.who(member.token), "nothing is half gone"
    assert await store_of(community).delete_due(at)


async def test_given_the_last_administrator_then_the_account_cannot_be_deleted_even_if_two_ask_at_once(
    start: Callable[..., Awaitable[Community]],
) -> None:
    community = await start(round_seconds=3600)
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    with pytest.raises(Refused, match="last_admin"):
        await delete(community, admin.token)
    other = await community.joined_as(Role.ADMIN, "other@achyk.example")
    at = max(await delete(community, admin.token), await delete(community, other.token))
    await asyncio.gather(*(store_of(community).delete_due(at) for _ in range(3)))
    assert await community.store.collection("members").count_documents({"role": "admin"}) == 1
