"""A tender as it is shown to people who compare two: what is bought and how, not who is behind it or where.

Names of organisations that the data state are taken out of the texts, and so are places by their usual spellings.
A title may still hold a name that the data state nowhere else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.gateway import release as read
from services.gateway.format import short
from services.gateway.labels import CATEGORIES, Labels
from services.gateway.lot_view import ItemView, item_view
from services.gateway.release import Node
from shared.contracts.base import Money

MOST_ITEMS: Final = 15
TITLE_LENGTH: Final = 500
HIDDEN: Final = "…"
MOST_NAMES: Final = 400
SHORTEST_NAME: Final = 4
_QUOTED: Final = re.compile(r"[«\"“„]([^«»\"“”„]{3,100})[»\"”“]")
_OWN: Final = re.compile(r"(?<=[\s(«\"“„])[А-ЯЁӨҮҢA-Z][а-яёөүңa-z]+(?:-[\w]+)*")
"""Words of a name, not its first, that are written as names are."""
_TOWNS: Final = (
    "бишкек", "bishkek", "баткен", "batken", "чүй", "чуйск", "chuy", "chüy", r"дж?алал-?\s?абад", r"jalal-?\s?abad",
    "нарын", "naryn", "талас", "talas", r"[иы]с?сык-?\s?к[уөо]л", r"[iy]s?syk-?\s?kul", "токмок", "токмак", "каракол",
    r"кызыл-?\s?кыя", "узген", "өзгөн", r"майлуу-?\s?суу", r"кара-?\s?балт", "балыкч", "сокулук", "аламүдүн",
    "аламедин", "ошск",
)  # fmt: skip
"""Beginnings of the names of regions and larger towns."""
_PLACES: Final = re.compile(
    rf"(?i:\b(?:{'|'.join(_TOWNS)})[\w-]*|\b(?:ош|ошто|оштун|оше|osh)\b)"
    r"|\b(?:г|гор|с|пос|пгт|ул|обл|р-н|а/о|а/а)\.\s*[А-ЯЁӨҮҢ][\w-]+"
    r"|\b(?i:айыл|шаар|город|сел[оае]|район|област|посёл|посел)\w*\s+[А-ЯЁӨҮҢ][\w-]+"
    r"|\b[А-ЯЁӨҮҢ][а-яёөүң]+-[А-ЯЁӨҮҢ][а-яёөүң]+\b"  # Ак-Суу, Кара-Көл
    r"|\b[А-ЯЁӨҮҢ][\w-]+\s+(?i:район|област|облус|айыл|шаар|айма[гк])\w*"
)
"""Places as they are usually written in Kyrgyz and Russian."""


@dataclass(frozen=True, slots=True)
class BlindView:
    """One of two tenders to compare."""

    title: str
    facts: tuple[tuple[str, str | None], ...]
    items: tuple[ItemView, ...]
    items_more: int
    made_up: bool


def blind_view(body: Node, labels: Labels, *, made_up: bool) -> BlindView:
    """A compiled release without names, places and flags."""
    tender = read.node(body, "tender")
    names = hidden_names(body)
    title = read.text(tender, "title") or read.text(body, "title")
    items = read.nodes(tender, "items")
    return BlindView(
        title=masked(short(title, TITLE_LENGTH) or labels.gettext("not stated"), names),
        facts=facts(body, labels),
        items=tuple(hidden_item(item, names, labels) for item in items[:MOST_ITEMS]),
        items_more=max(0, len(items) - MOST_ITEMS),
        made_up=made_up,
    )


def facts(body: Node, labels: Labels) -> tuple[tuple[str, str | None], ...]:
    """Name and value of what can be compared; a value of None is shown as not stated."""
    _ = labels.gettext
    tender = read.node(body, "tender")
    bids = read.nodes(body, "bids", "details")
    low, high = lowest_and_highest(bids)
    bidders = {id_ or name for bid in bids for id_, name in read.organisations(bid, "tenderers", {})}
    period = read.node(tender, "tenderPeriod")
    return (
        (_("Value"), labels.money(read.money(tender))),
        (_("Method"), labels.method(tender.get("procurementMethod"), tender.get("procurementMethodDetails"))),
        (_("What is bought"), labels.of(CATEGORIES, tender.get("mainProcurementCategory"))),
        (_("Published"), labels.date(read.moment(tender, "datePublished"))),
        (_("Bids accepted from"), labels.date(read.moment(period, "startDate"))),
        (_("Deadline for bids"), labels.date(read.moment(period, "endDate"))),
        (_("Lots"), labels.number(len(read.nodes(tender, "lots")))),
        (_("Bids"), labels.number(len(bids))),
        (_("Different bidders"), labels.number(len(bidders)) if bids else None),
        (_("Lowest bid"), labels.money(low)),
        (_("Highest bid"), labels.money(high)),
        (_("Awards"), labels.number(len(read.nodes(body, "awards")))),
    )


def lowest_and_highest(bids: Iterable[Node]) -> tuple[Money | None, Money | None]:
    """Of all prices, when they are in one currency; those per lot where bids are made per lot."""
    values = [value for bid in bids for value in (read.nodes(bid, "relatedLots") or [bid])]
    found = [money for value in values if (money := read.money(value)) and money.amount > 0]
    if not found or len({money.currency for money in found}) > 1:
        return None, None
    ordered = sorted(found, key=lambda money: money.amount)
    return ordered[0], ordered[-1]


def hidden_item(item: Node, names: re.Pattern[str] | None, labels: Labels) -> ItemView:
    """An item whose description names nobody."""
    seen = item_view(item, labels)
    return ItemView(masked(seen.description, names), seen.code, seen.quantity, seen.unit)


def hidden_names(body: Node) -> re.Pattern[str] | None:
    """What the data call the organisations of a process and where they are."""
    found: set[str] = set()
    places = [*read.nodes(body, "parties"), read.node(body, "buyer"), read.node(body, "tender", "procuringEntity")]
    places += [supplier for award in read.nodes(body, "awards") for supplier in read.nodes(award, "suppliers")]
    places += [one for bid in read.nodes(body, "bids", "details") for one in read.nodes(bid, "tenderers")]
    for place in places[:MOST_NAMES]:
        name = read.text(place, "name") or ""
        address = read.node(place, "address")
        texts = [
            name,
            *_OWN.findall(name),
            read.text(read.node(place, "identifier"), "legalName") or "",
            *_QUOTED.findall(name),
        ]
        texts += [read.text(address, field) or "" for field in ("locality", "region")]
        found |= {" ".join(text.split()) for text in texts if len(text.strip()) >= SHORTEST_NAME}
    ordered = sorted(found, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE) if ordered else None


def masked(text: str, names: re.Pattern[str] | None) -> str:
    """A text with names and places taken out."""
    plain = " ".join(text.split())
    return _PLACES.sub(HIDDEN, names.sub(HIDDEN, plain) if names else plain)
