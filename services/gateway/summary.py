"""What lists need to know of a contracting process, taken out of its events. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from services.gateway import release as read
from services.gateway.regions import region_code
from services.gateway.release import Node
from shared.contracts.base import Money, Organisation
from shared.contracts.risk import FlagEvent, FlagState
from shared.contracts.tender import ProcessSummary, TenderEvent
from shared.folding import fold

MOST_WORDS: Final = 400
"""Different tokens kept per process; the first ones are those of title, buyer and ocid."""
MOST_SUPPLIERS: Final = 200
_LONGEST_TITLE: Final = 1_000
_LONGEST_TEXT: Final = 4_000
_LONGEST_ID: Final = 255
_LARGEST: Final = Decimal(10) ** 18
_NO_AWARD: Final = frozenset({"unsuccessful", "cancelled", "pending"})


@dataclass(frozen=True, slots=True)
class Supplied:
    """A supplier and what it was awarded in one process, one sum per currency."""

    organisation: Organisation
    totals: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One process as the index keeps it."""

    summary: ProcessSummary
    words: tuple[str, ...]
    suppliers: tuple[Supplied, ...] = ()
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class FlagChange:
    """One indicator's newest answer for one process. `order` says which of two answers is the later one."""

    ocid: str
    indicator: str
    state: FlagState
    order: tuple[int, datetime]
    process: ProcessSummary


def entry_of(event: TenderEvent, process: Node) -> Entry:
    """The entry of a tender event, whose body is the compiled release `process`."""
    tender = read.node(process, "tender")
    parties = {id_: party for party in read.nodes(process, "parties") if (id_ := read.text(party, "id"))}
    names = read.names_of(process)
    buyer = buyer_of(process, names)
    summary = ProcessSummary(
        ocid=event.ocid,
        version=event.version,
        title=short(read.text(tender, "title"), _LONGEST_TITLE),
        buyer=buyer,
        value=sane(read.money(tender)),
        country=event.country,
        region=region_code(event.country, _region_name(parties.get(buyer.id) if buyer else None)),
        method=short(read.text(tender, "procurementMethod"), _LONGEST_ID),
        method_details=short(read.text(tender, "procurementMethodDetails"), _LONGEST_ID),
        status=short(read.text(tender, "status"), _LONGEST_ID),
        published=_utc(
            read.moment(tender, "datePublished") or read.moment(read.node(tender, "tenderPeriod"), "startDate")
        ),
        made_up=event.made_up,
    )
    suppliers = tuple(suppliers_of(process, names))[:MOST_SUPPLIERS]
    return Entry(
        summary=summary,
        words=tokens(summary, suppliers, texts_of(tender)),
        suppliers=suppliers,
        deadline=_utc(read.moment(read.node(tender, "tenderPeriod"), "endDate")),
    )


def entry_of_summary(summary: ProcessSummary) -> Entry:
    """The entry of a process of which only a flag's summary has arrived; any tender event replaces it."""
    known = summary.model_copy(update={"version": 0, "country": summary.country.lower(), "value": sane(summary.value)})
    return Entry(summary=known, words=tokens(known, (), ()))


def change_of(event: FlagEvent) -> FlagChange:
    """What a flag event says, in the order of the process's versions and of evaluation."""
    flag = event.flag
    evaluated = flag.evaluated.astimezone(UTC)
    evaluated = evaluated.replace(microsecond=evaluated.microsecond // 1000 * 1000)  # as exact as the database keeps it
    return FlagChange(
        ocid=event.ocid,
        indicator=flag.indicator,
        state=flag.state,
        order=(flag.process_version, evaluated),
        process=event.process,
    )


def buyer_of(process: Node, names: Mapping[str, str]) -> Organisation | None:
    """The buyer, else the procuring entity."""
    for reference in (read.node(process, "buyer"), read.node(process, "tender", "procuringEntity")):
        id_ = short(read.text(reference, "id"), _LONGEST_ID)
        if id_:
            return Organisation(id=id_, name=short(names.get(id_) or read.text(reference, "name"), _LONGEST_TITLE))
    return None


def suppliers_of(process: Node, names: Mapping[str, str]) -> Iterator[Supplied]:
    """Suppliers of active awards and of contracts, each once; a joint award counts in full for each of them."""
    totals: dict[str, dict[str, Decimal]] = {}
    named: dict[str, str] = {}
    contracted = {read.text(contract, "awardID") for contract in read.nodes(process, "contracts")} - {None}
    for award in read.nodes(process, "awards"):
        if read.text(award, "status") in _NO_AWARD and read.text(award, "id") not in contracted:
            continue
        value = sane(read.money(award))
        for id_, name in read.organisations(award, "suppliers", names):
            if not id_:
                continue
            named[id_] = name
            sums = totals.setdefault(id_, {})
            if value:
                sums[value.currency] = sums.get(value.currency, Decimal(0)) + value.amount
    for id_, sums in totals.items():
        yield Supplied(
            Organisation(id=id_[:_LONGEST_ID], name=short(named[id_], _LONGEST_TITLE)),
            tuple(Money(amount=amount, currency=currency) for currency, amount in sorted(sums.items())),
        )


def texts_of(tender: Node) -> Iterator[str]:
    """Texts of the tender that a search looks into, beside its title."""
    yield read.text(tender, "description") or ""
    for part in (*read.nodes(tender, "items"), *read.nodes(tender, "lots")):
        yield read.text(part, "title") or ""
        yield read.text(part, "description") or ""
        yield read.text(read.node(part, "classification"), "description") or ""


def tokens(
    summary: ProcessSummary, suppliers: tuple[Supplied, ...], texts: Iterator[str] | tuple[str, ...]
) -> tuple[str, ...]:
    """Folded tokens under which a process is found, most telling first, each once."""
    found: dict[str, None] = {}
    named = (summary.title, summary.buyer.name if summary.buyer else None, summary.ocid)
    for text in (*named, *(supplied.organisation.name for supplied in suppliers), *texts):
        found.update(dict.fromkeys(fold((text or "")[:_LONGEST_TEXT])))
        if len(found) >= MOST_WORDS:
            break
    return tuple(found)[:MOST_WORDS]


def sane(money: Money | None) -> Money | None:
    """An amount that can be stored and compared; None when it is negative or beyond all reason."""
    if money is None or not 0 <= money.amount < _LARGEST:
        return None
    return money.model_copy(update={"amount": round(money.amount, 4)})


def short(text: str | None, longest: int) -> str | None:
    """`text`, cut to what an index can hold; characters that no database keeps are replaced."""
    return text.replace("\x00", "\ufffd")[:longest] if text else None


def _region_name(party: Mapping[str, Any] | None) -> str | None:
    return read.text(read.node(party, "address"), "region") if party else None


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
