"""KG05: the contract has no terms."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, kyrgyz, related, release, single_source

EMPTY = {"lateDeliveryRate": "0.0", "lateGuaranteeRate": "0", "guaranteePercent": "0.0", "hasGuarantee": False}


def terms(section: Json | None, **tender: object) -> Json:
    return kyrgyz(**({"statusDetails": "published", "conditionOfContract": section} | tender))


@pytest.mark.parametrize("section", [EMPTY, {}, {"latePaymentRate": 0}, {"latePaymentRate": "0,00"}])
def test_given_terms_that_are_all_absent_or_zero_then_raised(section: Json) -> None:
    answer = ask("KG05", release(terms(section)))
    assert (answer.state, answer.evidence[0].path) == (State.RAISED, "/tender/conditionOfContract")


@pytest.mark.parametrize(
    "filled",
    [{"guaranteePercent": "5"}, {"maxDeductibleAmountPayment": "0.1"}, {"hasInsurance": True}, {"lateDeliveryRate": 1}],
)
def test_given_one_term_then_clear(filled: Json) -> None:
    answer = ask("KG05", release(terms(EMPTY | filled)))
    assert (answer.state, answer.evidence) == (State.CLEAR, [])


def test_given_no_section_then_not_computable_unless_absence_counts() -> None:
    content = release(terms(None))
    assert ask("KG05", content).missing == ("/tender/conditionOfContract",)
    assert ask("KG05", content, absent_counts=True).state is State.RAISED


def test_given_a_two_stage_tender_then_only_its_second_stage_counts() -> None:
    content = release(terms(EMPTY, procurementMethodDetails="twostage"))
    assert ask("KG05", content).state is State.NOT_APPLICABLE
    assert ask("KG05", content | {"relatedProcesses": [related("o-1")]}).state is State.RAISED


def test_given_a_single_source_then_not_applicable() -> None:
    content = release(single_source(conditionOfContract=EMPTY))
    assert ask("KG05", content).state is State.NOT_APPLICABLE


@pytest.mark.parametrize("stage", ["changed", "autoProlonged"])
def test_given_a_changed_tender_then_it_is_looked_at_again(stage: str) -> None:
    assert ask("KG05", release(terms(EMPTY, statusDetails=stage))).state is State.RAISED


def test_given_opened_bids_then_not_computable() -> None:
    assert ask("KG05", release(terms(EMPTY, statusDetails="bidsOpened"))).missing == (Missing.STAGE,)


def test_given_another_country_then_not_applicable() -> None:
    assert ask("KG05", release(terms(EMPTY)), country="ua").state is State.NOT_APPLICABLE
