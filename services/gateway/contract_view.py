"""The contracts of a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.gateway import release as read
from services.gateway.format import short
from services.gateway.labels import CONTRACT_STATUSES, Labels
from services.gateway.party_view import Party, parties
from services.gateway.release import Node
from services.gateway.tender_bounds import MOST, MOST_PARTIES, NAME_LENGTH

CONTRACT_NAMES: Final = ("title", "contractNumber", "id")


@dataclass(frozen=True, slots=True)
class ContractView:
    """One contract."""

    title: str
    suppliers: tuple[Party, ...]
    amount: str | None
    status: str | None
    signed: str | None
    period: str | None
    anchor: str | None = None
    """Where evidence leads; the first row that shows an entry has it."""


def awards_by_id(body: Node) -> Mapping[str | None, Node]:
    """The decisions by their id; of several with one id the first counts."""
    return {read.text(award, "id"): award for award in reversed(read.nodes(body, "awards"))}


def contract_view(
    contract: Node,
    awards: Mapping[str | None, Node],
    names: Mapping[str, str],
    labels: Labels,
    anchor: str | None = None,
) -> ContractView:
    """One contract; its suppliers are those of its awards."""
    ids = [id_ for id_ in (read.text(contract, "awardID"), *read.strings(contract, "awardIDs")) if id_]
    found = [awards[id_] for id_ in dict.fromkeys(ids) if id_ in awards][:MOST]
    period = read.node(contract, "period")
    ends = [labels.date(read.moment(period, name)) for name in ("startDate", "endDate")]
    return ContractView(
        title=next(filter(None, (short(read.text(contract, n), NAME_LENGTH) for n in CONTRACT_NAMES)), "–"),
        suppliers=tuple(dict.fromkeys(p for award in found for p in parties(award, "suppliers", names)))[:MOST_PARTIES],
        amount=labels.money(read.money(contract)),
        status=labels.of(CONTRACT_STATUSES, contract.get("status")),
        signed=labels.date(read.moment(contract, "dateSigned")),
        period=" – ".join(end or "…" for end in ends) if any(ends) else None,
        anchor=anchor,
    )
