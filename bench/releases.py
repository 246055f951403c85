"""Made-up compiled releases with bids, awards and items, about 6 KB each, for measuring what reads whole files.

(The sample of `achyk sample` is shaped as the Kyrgyz export is, without suppliers: Cardinal finds little in it.)
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec

Json = dict[str, Any]
BUYERS = 3_000
FIRMS = 25_000
METHODS = (
    ("open", "oneStage"),
    ("open", "simplified"),
    ("open", "downgrade"),
    ("selective", "framework"),
    ("direct", ""),
)
CODES = ("03200000", "09130000", "15510000", "30200000", "33140000", "33600000", "39100000", "44100000", "45230000")
TEXTS = (
    "Поставка осуществляется транспортом поставщика по адресу заказчика в течение срока, указанного в договоре.",
    "Требования к квалификации: опыт аналогичных работ не менее двух лет, отсутствие задолженности по налогам.",
    "Гарантийный срок — не менее 12 месяцев, наличие сервисного центра на территории Кыргызской Республики.",
    "Сапат сертификаты талап кылынат. Жеткирүү мөөнөтү келишимге ылайык, төлөм товар кабыл алынгандан кийин.",
)
START = datetime(2021, 1, 4, 9, tzinfo=timezone(timedelta(hours=6)))


def write_releases(path: Path, count: int, seed: int = 42) -> Path:
    """Write `count` lines; the same arguments write the same bytes."""
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as out:
        out.writelines(encode(each) + b"\n" for each in releases(count, seed))
    return path


def releases(count: int, seed: int) -> Iterator[Json]:
    """One after another, over three years."""
    chance = random.Random(seed)
    for number in range(count):
        yield _release(
            number, START + timedelta(minutes=number * 1_576_800 // count, seconds=chance.randrange(60)), chance
        )


def _firm(number: int) -> Json:
    return {"id": f"KG-INN-1{number:013d}", "name": f"ОсОО «Ала-Тоо Сервис {number}»"}


def _buyer(number: int) -> Json:
    return {"id": f"KG-INN-0{number:013d}", "name": f"Управление образования Сокулукского района, отдел № {number}"}


def _party(reference: Json, role: str, number: int) -> Json:
    return reference | {
        "roles": [role],
        "identifier": {"scheme": "KG-INN", "id": reference["id"][7:], "legalName": reference["name"]},
        "address": {
            "streetAddress": f"улица Абдрахманова, дом {number % 300}",
            "region": "Чуйская область",
            "countryName": "Кыргызская Республика",
        },
        "contactPoint": {"name": "Айбек Жумабаев", "telephone": f"+996 555 {number:06d}"},
    }


def _bid(ocid: str, number: int, firm: Json, amount: float, date: datetime, status: str) -> Json:
    return {
        "id": f"{ocid}-b{number}",
        "date": date.isoformat(),
        "status": status,
        "tenderers": [firm],
        "value": {"amount": round(amount, 2), "currency": "KGS"},
        "relatedLots": ["1"],
    }


def _items(chance: random.Random) -> list[Json]:
    code = chance.choice(CODES)
    return [
        {
            "id": str(number + 1),
            "description": chance.choice(TEXTS),
            "classification": {"scheme": "CPV", "id": f"{code[:4]}{chance.randrange(10)}000", "description": "Товары"},
            "quantity": chance.choice((1, 5, 20, 100)),
            "unit": {"name": "шт", "value": {"amount": chance.randrange(100, 90_000), "currency": "KGS"}},
        }
        for number in range(chance.choice((1, 1, 2, 3, 5)))
    ]


def _release(number: int, published: datetime, chance: random.Random) -> Json:
    ocid = f"ocds-bench0-{number:08d}"
    end = published + timedelta(days=chance.choice((4, 7, 10, 14, 21, 30)))
    buyer_number = int(BUYERS * chance.random() ** 2)
    firm_numbers = sorted({int(FIRMS * chance.random() ** 1.5) for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6)))})
    buyer, firms = _buyer(buyer_number), [_firm(each) for each in firm_numbers]
    plan = chance.lognormvariate(13, 1)
    prices = [plan * (0.9 if chance.random() < 0.01 else chance.uniform(0.7, 1)) for _ in firms]
    winner = prices.index(min(prices))
    bids = [
        _bid(
            ocid,
            place,
            firm,
            prices[place],
            end + timedelta(hours=1 if chance.random() < 0.005 else -chance.randrange(1, 40)),
            "valid" if place == winner or chance.random() < 0.85 else "disqualified",
        )
        for place, firm in enumerate(firms)
    ]
    items = _items(chance)
    method, details = chance.choice(METHODS)
    return {
        "ocid": ocid,
        "id": f"{ocid}-1",
        "date": published.isoformat(),
        "tag": ["compiled"],
        "initiationType": "tender",
        "language": "ru",
        "buyer": buyer,
        "parties": [
            _party(buyer, "buyer", buyer_number),
            *(_party(firm, "tenderer", each) for firm, each in zip(firms, firm_numbers, strict=True)),
        ],
        "tender": {
            "id": f"{ocid}-t",
            "title": "Закупка товаров для нужд учреждения",
            "description": " ".join(chance.choices(TEXTS, k=2)),
            "status": "cancelled" if chance.random() < 0.03 else "complete",
            "procuringEntity": buyer,
            "items": items,
            "value": {"amount": round(plan, 2), "currency": "KGS"},
            "procurementMethod": method,
            "procurementMethodDetails": details,
            "tenderPeriod": {"startDate": published.isoformat(), "endDate": end.isoformat()},
            "numberOfTenderers": len(firms),
            "tenderers": firms,
            "documents": [
                {"id": f"{number}-d{n}", "title": "Конкурсная документация", "language": "ru"} for n in range(3)
            ],
        },
        "bids": {"details": bids},
        "awards": [
            {
                "id": f"{ocid}-a1",
                "status": "active",
                "date": (end + timedelta(days=5)).isoformat(),
                "value": bids[winner]["value"],
                "suppliers": [firms[winner]],
                "items": items,
            }
        ],
    }
