"""An outcome from its first words to the impact page."""

from datetime import date
from decimal import Decimal

import pytest

from shared.contracts import outcome as contract
from shared.contracts.base import Money
from shared.contracts.case import CaseStatus, CaseStep
from shared.contracts.community import Role
from shared.contracts.outcome import Attribution, MoneyKind, OutcomeKind, OutcomeMoney
from shared.errors import Refused
from tests.integration.community.cases.team import Team
from tests.integration.community.conftest import Community


@pytest.fixture
async def team(community: Community) -> Team:
    lead = await community.joined("lead@achyk.example")
    await community.enrol(lead)
    return Team(community, lead)


def recorded(token: str, case: str, key: str = "k" * 20) -> contract.AskRecordOutcome:
    line = OutcomeMoney(
        kind=MoneyKind.PREVENTED,
        amount=Money(amount=Decimal(120000), currency="KGS"),
        method="Contract before minus contract after.",
        contract="ocds-h7i0z4-1",
    )
    return contract.AskRecordOutcome(
        token=token,
        id=case,
        key=key,
        kind=OutcomeKind.PRICE_CUT,
        day=date(2026, 11, 1),
        words="The price was cut.",
        proof="Amendment 2 of 1 November 2026",
        attribution=Attribution.CONTRIBUTED,
        money=[line],
    )


async def test_given_an_outcome_then_it_counts_only_after_a_second_person_and_the_case_closes(team: Team) -> None:
    case = await team.investigating()
    ask = team.community.ask
    for _ in range(2):  # the form is sent twice
        found = await ask("record_outcome", recorded(team.lead.token, case.id), contract.CaseOutcomes)
    (outcome,) = found.items
    assert outcome.mine
    assert not outcome.confirmed
    impact = await ask("impact", contract.AskImpact(), contract.Impact)
    assert not [figure for figure in impact.items if figure.code == "F2"]
    case = await team.step(await team.see(case.id, team.lead.token), CaseStep.CONCLUDE)
    with pytest.raises(Refused, match="second person"):
        await team.step(case, CaseStep.CLOSE)

    confirm = contract.AskConfirmOutcome(
        token=team.lead.token, id=case.id, outcome=outcome.id, revision=outcome.revision
    )
    with pytest.raises(Refused, match="barred"):
        await ask("confirm_outcome", confirm, contract.CaseOutcomes)
    expert = await team.community.joined_as(Role.EXPERT, "expert@achyk.example")
    second = confirm.model_copy(update={"token": expert.token})
    (agreed,) = (await ask("confirm_outcome", second, contract.CaseOutcomes)).items
    assert agreed.confirmed
    with pytest.raises(Refused, match="conflict"):
        await ask("confirm_outcome", second, contract.CaseOutcomes)

    closed = await team.step(await team.see(case.id, team.lead.token), CaseStep.CLOSE)
    assert (closed.status, closed.conclusion) == (CaseStatus.CLOSED, "outcome")
    (figure,) = [
        each for each in (await ask("impact", contract.AskImpact(), contract.Impact)).items if each.code == "F2"
    ]
    assert figure.amount == Money(amount=Decimal(120000), currency="KGS")
    assert (figure.part, figure.n) == ("contributed", 1)
    assert await team.community.store.collection("outbox").count_documents({"facts.about": case.id}) == 0, (
        "a private case tells nobody"
    )


async def test_given_an_outcome_that_nobody_confirmed_then_it_can_be_taken_back_once(team: Team) -> None:
    case = await team.begin()
    ask = team.community.ask
    (outcome,) = (await ask("record_outcome", recorded(team.lead.token, case.id), contract.CaseOutcomes)).items
    withdraw = contract.AskWithdrawOutcome(
        token=team.lead.token, id=case.id, outcome=outcome.id, revision=outcome.revision
    )
    assert (await ask("withdraw_outcome", withdraw, contract.CaseOutcomes)).items == []
    with pytest.raises(Refused, match="not_found"):
        await ask("withdraw_outcome", withdraw, contract.CaseOutcomes)
