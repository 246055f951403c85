"""What a page says of verdicts, and that a blind tender names nobody."""

from datetime import UTC, datetime

import pytest

from services.gateway.blind import BlindView, blind_view
from services.gateway.i18n import load
from services.gateway.judging_view import judging_views, shares
from services.gateway.labels import Labels
from shared.contracts.base import Language, Texts
from shared.contracts.judgement import (
    FlagVerdict,
    FlagVerdicts,
    OwnVerdict,
    OwnVerdicts,
    ProcessVerdicts,
    VerdictCounts,
)
from shared.contracts.risk import BaseRate, Flag, Flags, FlagState, Indicator, Precision, Score

ENGLISH = Labels(load(Language.EN))
NOW = datetime(2026, 5, 1, tzinfo=UTC)
WORDS = Texts(ky="к", ru="р", en="Single bid")


def flags(version: int = 3, rule: str = "2") -> Flags:
    found = [
        Flag(indicator=name, state=state, rule_version=rule, process_version=version, evaluated=NOW)
        for name, state in (("R018", FlagState.RAISED), ("R028", FlagState.CLEAR))
    ]
    score = Score(raised_weight=1, computable_weight=1, raised=1, computable=1, indicators=1, level=1)
    return Flags(ocid="ocds/1", process_version=4, flags=found, score=score)


def indicator(precision: Precision, version: str = "2") -> Indicator:
    return Indicator(
        id="R018",
        title=WORDS,
        explanation=WORDS,
        innocent=WORDS,
        check=WORDS,
        legal_basis="-",
        source="-",
        version=version,
        weight=1,
        parameters={},
        base_rate=BaseRate(),
        precision=precision,
    )


ENOUGH = Precision(confirmed=20, explainable=5, judged=25, undecided=2, lower=0.609, upper=0.911, too_few=False)


def test_given_enough_judged_flags_then_the_share_with_its_interval_and_the_divided_ones() -> None:
    assert shares(ENOUGH, ENGLISH) == (
        "Of 25 flags of this kind that people checked, 20 were confirmed: between 61% and 91%. "
        "On 2 more, people are divided."
    )


def test_given_too_few_judged_flags_then_no_share_in_any_language() -> None:
    for language in Language:
        said = shares(Precision(confirmed=9, judged=9), Labels(load(language)))
        assert "%" not in said
        assert "9" in said
        assert "10" in said


def test_given_verdicts_on_another_version_of_process_or_rule_then_they_are_not_counted() -> None:
    def verdicts(version: int, rule: str) -> ProcessVerdicts:
        one = FlagVerdicts(
            indicator="R018", process_version=version, rule_version=rule, counts=VerdictCounts(confirmed=2)
        )
        return ProcessVerdicts(items=[one])

    catalogue = {"R018": indicator(ENOUGH)}
    same = judging_views(flags(), catalogue, verdicts(3, "2"), None, ENGLISH)
    assert list(same) == ["R018"], "only what is raised is judged"
    assert [number for _, number in same["R018"].counts or ()] == [2, 0, 0]
    for other in (verdicts(2, "2"), verdicts(3, "1")):
        assert judging_views(flags(), catalogue, other, None, ENGLISH)["R018"].counts == ()
    assert judging_views(flags(), catalogue, None, None, ENGLISH)["R018"].counts is None


def test_given_a_flag_of_an_older_rule_then_the_share_of_the_new_one_is_not_told() -> None:
    view = judging_views(flags(), {"R018": indicator(ENOUGH, "3")}, None, None, ENGLISH)["R018"]
    assert "rule has changed" in view.precision


def test_given_what_the_member_said_then_it_is_chosen_in_the_form() -> None:
    own = OwnVerdict(
        indicator="R018",
        process_version=3,
        rule_version="2",
        verdict=FlagVerdict.WRONG_DATA,
        reason="a bid is missing",
        at=NOW,
    )
    view = judging_views(flags(), {}, ProcessVerdicts(items=[]), OwnVerdicts(items=[own]), ENGLISH)["R018"]
    assert [choice.value for choice in view.choices if choice.chosen] == ["wrong_data"]
    assert (view.reason, view.mine) == ("a bid is missing", "The published data are wrong")


# --- blind ------------------------------------------------------------------------------------------------------

BUYER, SUPPLIER = "Мэрия города Кара-Суу", 'ОсОО "Темир Жол Курулуш"'


def body(title: str) -> dict[str, object]:
    price = {"amount": 90, "currency": "KGS"}
    return {
        "ocid": "ocds-h7i0z4-77",
        "parties": [
            {"id": "KG-INN-1", "name": BUYER, "address": {"region": "Ошская область", "locality": "Кара-Суу"}},
            {"id": "KG-INN-2", "name": SUPPLIER},
        ],
        "buyer": {"id": "KG-INN-1", "name": BUYER},
        "tender": {
            "title": title,
            "value": {"amount": 120, "currency": "KGS"},
            "lots": [{"id": "1"}, {"id": "2"}],
            "items": [{"description": f"Шпалы для {SUPPLIER}", "quantity": 3, "unit": {"name": "шт"}}] * 20,
        },
        "bids": {
            "details": [
                {"tenderers": [{"id": "KG-INN-2", "name": SUPPLIER}], "value": price},
                {"tenderers": [{"id": "KG-INN-3"}], "relatedLots": [{"id": "1", "value": price | {"amount": 70}}]},
            ]
        },
        "awards": [{"suppliers": [{"id": "KG-INN-2", "name": SUPPLIER}]}],
    }


def shown(view: BlindView) -> str:
    return " ".join(
        [view.title, *(f"{name} {value}" for name, value in view.facts), *(i.description for i in view.items)]
    )


@pytest.mark.parametrize(
    "title",
    [
        f"Ремонт дороги, {BUYER.upper()}",
        "Ремонт школы в г. Ош",
        "Ремонт школы Баткенской области",
        "Ремонт школы, Ноокатский район",
        "Строительство ФАП в селе Мады",
        "Мектепти оңдоо, Бишкек ш.",
        "Поставка рельсов «Темир Жол Курулуш»",
        "Ысык-Көл облусунун жолдору",
        "Закупка: уголь, Көк-Жар",
        "Закупка: рельсы для Курулуш",
    ],
)
def test_given_a_title_with_a_name_or_place_then_it_is_taken_out_and_the_rest_stays(title: str) -> None:
    text = shown(blind_view(body(title), ENGLISH, made_up=False))
    for hidden in (
        "Мэрия",
        "Кара-Суу",
        "Темир",
        "Ош",
        "Баткен",
        "Ноокат",
        "Мады",
        "Бишкек",
        "Ысык",
        "Көк-Жар",
        "Курулуш",
        "KG-INN",
        "ocds",
    ):
        assert hidden.lower() not in text.lower(), text
    assert "…" in text
    assert text.split()[0].strip(",") == title.split()[0].strip(",") or "Ысык" in title


@pytest.mark.parametrize("title", ["Поставка муки с доставкой", "Ремонт кровли", "Унаа жана гараж", "Уголь 5 тонн"])
def test_given_a_title_without_a_name_then_nothing_is_taken_out(title: str) -> None:
    assert blind_view(body(title), ENGLISH, made_up=False).title == title


def test_given_a_tender_then_bids_and_lots_come_as_numbers_and_items_are_bounded() -> None:
    view = blind_view(body("Ремонт"), ENGLISH, made_up=True)
    told = dict(view.facts)
    assert (told["Lots"], told["Bids"], told["Different bidders"], told["Awards"]) == ("2", "2", "2", "1")
    assert (told["Lowest bid"], told["Highest bid"]) == ("70\u00a0som", "90\u00a0som")
    assert (view.title, len(view.items), view.items_more, view.made_up) == ("Ремонт", 15, 5, True)


def test_given_bids_in_two_currencies_or_an_empty_release_then_no_price_is_compared() -> None:
    mixed = {"bids": {"details": [{"value": {"amount": 5, "currency": c}} for c in ("KGS", "USD")]}}
    for release in (mixed, {}):
        told = dict(blind_view(release, ENGLISH, made_up=False).facts)
        assert (told["Lowest bid"], told["Highest bid"]) == (None, None)
