"""Verdicts on flags and comparisons of tenders as a browser without JavaScript meets them."""

import re
from dataclasses import dataclass, field

import pytest

from shared.bus import Bus
from shared.contracts.judgement import (
    AskFlagVerdicts,
    AskJudgeFlag,
    AskLabelPair,
    AskNextPair,
    AskOwnVerdicts,
    FlagVerdict,
    FlagVerdicts,
    OwnVerdicts,
    PairChoice,
    PairLabelled,
    PairToLabel,
    ProcessVerdicts,
    VerdictCounts,
)
from shared.errors import Refused
from tests.integration.gateway.conftest import Start, World, process, tender_fact
from tests.integration.gateway.test_api import TOKEN, neighbours

OCID = "ocds-h7i0z4/77"
PAIR = "p_" + "0" * 24


@dataclass
class Community:
    """What community would answer."""

    judged: list[AskJudgeFlag] = field(default_factory=list)
    labelled: list[AskLabelPair] = field(default_factory=list)
    refusal: str | None = None

    def register(self, bus: Bus) -> None:
        neighbours(bus)
        for name in ("judge_flag", "flag_verdicts", "own_verdicts", "next_pair", "label_pair"):
            bus.answers(f"ask.community.{name}")(getattr(self, name))

    async def judge_flag(self, ask: AskJudgeFlag) -> FlagVerdicts:
        if self.refusal:
            raise Refused(self.refusal, "No.")
        self.judged.append(ask)
        return FlagVerdicts(
            indicator=ask.indicator, process_version=1, rule_version="1", counts=VerdictCounts(confirmed=1)
        )

    async def flag_verdicts(self, ask: AskFlagVerdicts) -> ProcessVerdicts:
        counts = VerdictCounts(confirmed=3, wrong_data=1)
        return ProcessVerdicts(
            items=[FlagVerdicts(indicator="R018", process_version=1, rule_version="1", counts=counts)]
        )

    async def own_verdicts(self, ask: AskOwnVerdicts) -> OwnVerdicts:
        return OwnVerdicts(items=[])

    async def next_pair(self, ask: AskNextPair) -> PairToLabel:
        if self.refusal:
            raise Refused(self.refusal, "No.")
        return PairToLabel(id=PAIR, first=OCID, second="ocds-other", answered=4)

    async def label_pair(self, ask: AskLabelPair) -> PairLabelled:
        self.labelled.append(ask)
        return PairLabelled(answered=5)


@pytest.fixture
def community() -> Community:
    return Community()


@pytest.fixture
async def world(start: Start, community: Community) -> World:
    found = await start(others=community.register)
    await found.publish([tender_fact(process(OCID))])
    return found


async def signed_in(world: World) -> str:
    """The form token of a member."""
    world.http.cookies.set("achyk_session", TOKEN)
    return str((await world.get("/api/v1/session"))["csrf"])


def verdict(token: str, **more: str) -> dict[str, str]:
    fields = {"csrf_token": token, "ocid": OCID, "indicator": "R018", "process_version": "1", "rule_version": "1"}
    return fields | {"verdict": "confirmed", "reason": ""} | more


async def test_given_a_visitor_then_counts_are_shown_and_the_form_is_not(world: World) -> None:
    page = (await world.http.get(f"/en/tenders/{OCID}")).text
    assert re.search(r"Confirmed: it is so and needs attention</dt><dd>3</dd>", page)
    assert "Sign in to say what you found" in page
    assert 'action="/en/verdicts"' not in page
    posted = await world.http.post("/en/verdicts", data=verdict("none"))
    assert (posted.status_code, posted.headers["location"].startswith("/en/sign-in")) == (303, True)


async def test_given_a_member_then_the_form_of_the_page_is_taken_and_leads_back_to_the_flag(
    world: World, community: Community
) -> None:
    token = await signed_in(world)
    page = (await world.http.get(f"/en/tenders/{OCID}")).text
    form = page[page.index('action="/en/verdicts"') :].split("</form>")[0]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert {"ocid": OCID, "indicator": "R018", "process_version": "1", "rule_version": "1"}.items() <= fields.items()
    posted = await world.http.post("/en/verdicts", data=verdict(token, verdict="wrong_data", reason="  a bid is gone "))
    assert posted.status_code == 303
    assert posted.headers["location"] == "/en/tenders/ocds-h7i0z4%2F77?done=judged#R018"
    (asked,) = community.judged
    assert (asked.ocid, asked.verdict, asked.reason, asked.token) == (
        OCID,
        FlagVerdict.WRONG_DATA,
        "a bid is gone",
        TOKEN,
    )
    after = await world.http.get(posted.headers["location"].split("#")[0])
    assert "Your verdict is kept" in after.text
    assert "no-store" in after.headers["cache-control"]


@pytest.mark.parametrize(
    ("changed", "refusal", "sentence", "place"),
    [
        ({"verdict": ""}, None, "Choose what you found.", "verdict-R018"),
        ({"reason": "я" * 1_001}, None, "Use at most 1,000 characters.", "reason-R018"),
        ({"verdict": "explainable", "reason": ""}, "reason_required", "Say why", "reason-R018"),
        ({}, "flag_changed", "computed anew", None),
        ({}, "too_many_attempts", "Too many attempts", None),
    ],
)
async def test_given_a_mistake_then_the_form_comes_again_with_what_was_given(
    world: World, community: Community, changed: dict[str, str], refusal: str | None, sentence: str, place: str | None
) -> None:
    token = await signed_in(world)
    community.refusal = refusal
    given = verdict(token, **{"reason": "because", **changed})
    page = await world.http.post("/en/verdicts", data=given)
    assert page.status_code == 422
    assert sentence in page.text
    assert community.judged == []
    if place:
        assert f'href="#{place}"' in page.text
        assert f'id="{place}"' in page.text
    assert f">{given['reason']}</textarea>" in page.text


async def test_given_no_token_or_senseless_fields_then_refused(world: World, community: Community) -> None:
    token = await signed_in(world)
    assert (await world.http.post("/en/verdicts", data=verdict("wrong"))).status_code == 403
    for changed in ({"indicator": "<script>"}, {"process_version": "one"}, {"ocid": ""}):
        assert (await world.http.post("/en/verdicts", data=verdict(token, **changed))).status_code in (404, 422)
    assert community.judged == []


async def test_given_community_is_away_then_the_tender_is_shown_without_verdicts(start: Start) -> None:
    world = await start(others=neighbours)
    await world.publish([tender_fact(process(OCID))])
    page = await world.http.get(f"/en/tenders/{OCID}")
    assert page.status_code == 200
    assert "verdicts on this flag cannot be shown" in page.text


# --- pairs ------------------------------------------------------------------------------------------------------


async def test_given_a_visitor_then_the_comparison_asks_to_sign_in(world: World) -> None:
    answer = await world.http.get("/ky/which-first")
    assert answer.headers["location"] == "/ky/sign-in?next=%2Fwhich-first"


async def test_given_a_pair_then_the_page_says_neither_who_nor_what_was_flagged(world: World) -> None:
    await signed_in(world)
    for language in ("ky", "ru", "en"):
        page = (await world.http.get(f"/{language}/which-first")).text
        assert page.count("Ремонт школы") == 2
        for hidden in (OCID, "ocds-other", "KG-INN", "Мэрия", "Ош", "R018", "0555", "/tenders/", "/buyers/"):
            assert hidden not in page, f"{hidden} in {language}"
    assert "4 pairs" in page


async def test_given_an_answer_then_it_is_kept_and_the_next_pair_comes(world: World, community: Community) -> None:
    token = await signed_in(world)
    fields = {"csrf_token": token, "pair": PAIR, "choice": "neither"}
    posted = await world.http.post("/en/which-first", data=fields)
    assert posted.headers["location"] == "/en/which-first?done=compared"
    assert [(one.pair, one.choice) for one in community.labelled] == [(PAIR, PairChoice.NEITHER)]
    assert (await world.http.post("/en/which-first", data=fields | {"csrf_token": "x"})).status_code == 403
    nothing = await world.http.post("/en/which-first", data={"csrf_token": token, "pair": PAIR})
    assert (nothing.status_code, "Choose an answer." in nothing.text) == (422, True)
    senseless = await world.http.post("/en/which-first", data=fields | {"pair": "p_x"})
    assert senseless.status_code in (404, 422)
    assert len(community.labelled) == 1


async def test_given_no_pair_then_the_page_says_so(world: World, community: Community) -> None:
    await signed_in(world)
    community.refusal = "no_pair"
    page = await world.http.get("/en/which-first")
    assert (page.status_code, "There is no pair for you" in page.text) == (200, True)
