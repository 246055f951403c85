"""Events in, lists out: what the read model holds after any order and repetition of events."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.risk import FlagState
from tests.integration.gateway.conftest import World, flag_fact, process, tender_fact


async def ocids(world: World, **filters: Any) -> list[str]:
    return [item["ocid"] for item in (await world.get("/api/v1/tenders", params=filters))["items"]]


async def test_given_tender_events_when_searched_then_script_case_and_endings_do_not_matter(world: World) -> None:
    await world.publish(
        [
            tender_fact(process("ocds-1", "Мектептерди оңдоо")),
            tender_fact(process("ocds-2", "Закупка CEPBEPA", item="Оборудование")),
        ]
    )
    assert await ocids(world, words="МЕКТЕП ондоо") == ["ocds-1"]
    assert await ocids(world, words="сервер") == ["ocds-2"]
    assert await ocids(world, words="оборудования") == ["ocds-2"]
    assert await ocids(world, words="ocds-2") == ["ocds-2"]
    assert await ocids(world, words="мектеп сервер") == []


async def test_given_a_flag_before_its_tender_then_both_are_there_in_the_end(world: World) -> None:
    await world.publish([flag_fact("ocds-1")])
    assert (await world.get("/api/v1/tenders"))["items"][0]["raised"] == ["R018"]
    await world.publish([tender_fact(process("ocds-1", "Ремонт больницы", amount=5))])
    item = (await world.get("/api/v1/tenders"))["items"][0]
    assert (item["title"], item["raised"], item["value"]["amount"]) == ("Ремонт больницы", ["R018"], "5")
    numbers = await world.gateway_numbers()
    assert (numbers.processes, numbers.flagged, numbers.raised, numbers.buyers) == (1, 1, 1, 1)


async def test_given_the_same_events_again_then_nothing_changes(world: World) -> None:
    old, new = process("ocds-1", "Старое название"), process("ocds-1", "Новое название", buyer="KG-INN-002")
    later = datetime(2026, 3, 3, tzinfo=UTC)
    first = [tender_fact(old), tender_fact(new, 2, "amended")]
    flags = [flag_fact("ocds-1"), flag_fact("ocds-1", state=FlagState.CLEAR, evaluated=later)]
    await world.publish([*first, *flags])
    await world.passed()
    before = await everything(world)
    assert before["ocds-1"]["title"] == "Новое название"
    assert before["ocds-1"]["raised"] == []
    await world.again([*first, *flags])
    await world.passed()
    assert {k: v for k, v in (await everything(world)).items() if k in before} == before
    assert (await world.get("/api/v1/buyers/KG-INN-002"))["processes"] == 1
    assert (await world.http.get("/api/v1/buyers/KG-INN-001")).status_code == 404


async def everything(world: World) -> dict[str, Any]:
    rows = await world.gateway.service.store.collection("tenders").find().to_list(None)
    return {row["_id"]: row for row in rows if not row["_id"].startswith("marker-")}


@pytest.mark.parametrize("sort", ["newest", "value", "flags", "closing"])
async def test_given_many_tenders_when_paged_then_each_is_seen_once_and_in_order(world: World, sort: str) -> None:
    facts = [
        tender_fact(
            process(
                f"ocds-{n}",
                amount=[0, 7, 7, 100 * n][n % 4],
                published=f"2026-03-{1 + n % 3:02}T06:00:00Z",
                deadline=f"{2020 if n % 2 else 2099}-04-{1 + n % 5:02}T06:00:00Z",
                status="active" if n % 5 else "complete",
            )
        )
        for n in range(57)
    ]
    await world.publish(facts)
    await world.publish([flag_fact(f"ocds-{n}") for n in range(0, 57, 6)])
    seen: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        parameters = {"sort": sort, "limit": 10} | ({"after": after} if after else {})
        page = await world.get("/api/v1/tenders", params=parameters)
        seen += page["items"]
        assert page["total"] == 57
        after = page["next"]
        if not after:
            break
    assert sorted(item["ocid"] for item in seen) == sorted(f"ocds-{n}" for n in range(57))
    keys = [order(sort, item) for item in seen]
    assert keys == sorted(keys, reverse=sort != "closing")


def order(sort: str, item: dict[str, Any]) -> Any:
    match sort:
        case "value":
            return Decimal(item["value"]["amount"])
        case "flags":
            return (len(item["raised"]), item["published"])
        case "closing":
            is_open = item["status"] == "active" and item["deadline"] > "2090"
            return (0, item["deadline"]) if is_open else (1, "")
        case _:
            return item["published"]


async def test_given_filters_then_each_narrows_the_list(world: World) -> None:
    award = {
        "id": "a",
        "status": "active",
        "suppliers": [{"id": "KG-INN-S"}],
        "value": {"amount": 9, "currency": "KGS"},
    }
    await world.publish(
        [
            tender_fact(process("ocds-1", amount=10, method="direct", awards=[award])),
            tender_fact(process("ocds-2", amount=20, buyer="KG-INN-002", status="cancelled")),
            tender_fact(process("ocds-3", amount=30, currency="USD")),
        ]
    )
    await world.publish([flag_fact("ocds-2", "R035")])
    assert await ocids(world, method="direct") == ["ocds-1"]
    assert await ocids(world, supplier="KG-INN-S") == ["ocds-1"]
    assert await ocids(world, buyer="KG-INN-002") == ["ocds-2"]
    assert await ocids(world, status="cancelled") == ["ocds-2"]
    assert await ocids(world, indicator="R035") == ["ocds-2"]
    assert await ocids(world, flagged=True) == ["ocds-2"]
    assert await ocids(world, value_min=15) == ["ocds-2"]
    assert await ocids(world, value_min=15, currency="USD") == ["ocds-3"]
    assert await ocids(world, value_max=10) == ["ocds-1"]
    assert sorted(await ocids(world, region="KG-O", country="kg")) == ["ocds-1", "ocds-2", "ocds-3"]


async def test_given_awards_then_profiles_add_up_per_currency_and_name_the_partners(world: World) -> None:
    def award(id_: str, amount: int, currency: str, status: str = "active") -> dict[str, Any]:
        supplier = {"id": "KG-INN-S", "name": "ОсОО Пример"}
        return {"id": id_, "status": status, "suppliers": [supplier], "value": {"amount": amount, "currency": currency}}

    await world.publish(
        [
            tender_fact(process("ocds-1", awards=[award("1", 10, "KGS"), award("2", 5, "KGS", "unsuccessful")])),
            tender_fact(process("ocds-2", amount=50, awards=[award("1", 7, "USD")], published="2025-12-31T20:00:00Z")),
        ]
    )
    await world.publish([flag_fact("ocds-1")])
    supplier = await world.get("/api/v1/suppliers/KG-INN-S")
    assert supplier["totals"] == [{"amount": "10", "currency": "KGS"}, {"amount": "7", "currency": "USD"}]
    assert supplier["partners"] == [{"id": "KG-INN-001", "name": "Мэрия города Ош", "count": 2}]
    buyer = await world.get("/api/v1/buyers/KG-INN-001")
    assert buyer["totals"] == [{"amount": "1000050", "currency": "KGS"}]
    assert buyer["partners"] == [{"id": "KG-INN-S", "name": "ОсОО Пример", "count": 2}]
    assert buyer["years"] == [{"key": "2026", "count": 2}]  # 31 December 20:00 UTC is 2026 in Bishkek
    assert (buyer["flagged"], buyer["flags"]) == (1, [{"key": "R018", "count": 1}])
    listed = await world.get("/api/v1/suppliers", params={"words": "пример"})
    assert [(item["id"], item["processes"], item["flagged"]) for item in listed["items"]] == [("KG-INN-S", 2, 1)]
