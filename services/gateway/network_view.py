"""What a page shows of a network: the drawing, and tables with the same facts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from services.gateway import format as formats
from services.gateway.labels import Labels
from services.gateway.network_drawing import Drawing, drawing
from services.gateway.party_view import Party
from shared.contracts.organisation import NetworkAround, NetworkEdge, NetworkNode, OrganisationRole

MOST_PAIRS: Final = 30


@dataclass(frozen=True, slots=True)
class FirmRow:
    """One firm: its number in the drawing and how it stands to the one looked at."""

    number: int
    party: Party
    """Without an id when it has no page."""
    lots: str
    wins: str
    awards: str | None
    """By the buyer looked at."""
    meetings: str | None
    """With the supplier looked at."""
    won: str | None
    """Of those, how many each of the two won."""
    overlap: str | None
    group: str | None
    own: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two firms, by their numbers, that met."""

    first: FirmRow
    second: FirmRow
    meetings: str
    won: str
    overlap: str


@dataclass(frozen=True, slots=True)
class NetworkView:
    """A network ready to show."""

    drawing: Drawing
    firms: tuple[FirmRow, ...]
    pairs: tuple[PairRow, ...]
    more_pairs: int
    whole: bool
    buyer: bool


def network_view(network: NetworkAround | None, there: Collection[str], labels: Labels) -> NetworkView | None:
    """The network of one organisation; None when nobody is in it. `there` are the firms that have a page."""
    if network is None or not network.nodes:
        return None
    buyer = network.role is OrganisationRole.BUYER
    own = None if buyer else network.nodes[0].organisation.id
    ring = [node.organisation.id for node in _by_company(network) if node.organisation.id != own]
    pairs = [(edge.a, edge.b, edge.meetings) for edge in network.edges]
    awards = {node.organisation.id: node.awards or 0 for node in network.nodes} if buyer else {}
    drawn = drawing(own, ring, pairs, awards)
    firms = _firms(network, drawn, own, there, labels)
    by_id = dict(zip((dot.id for dot in drawn.dots), firms, strict=True))
    others = [edge for edge in network.edges if own not in (edge.a, edge.b)]
    return NetworkView(
        drawing=drawn,
        firms=tuple(firms),
        pairs=tuple(
            PairRow(
                by_id[edge.a],
                by_id[edge.b],
                labels.number(edge.meetings),
                _won(edge, edge.a, labels),
                _share(edge, labels),
            )
            for edge in others[:MOST_PAIRS]
        ),
        more_pairs=max(len(others) - MOST_PAIRS, 0),
        whole=network.whole,
        buyer=buyer,
    )


def _by_company(network: NetworkAround) -> list[NetworkNode]:
    """Firms of one group beside each other, so that lines cross less; else in the order they came."""
    first: dict[int | None, int] = {}
    for place, node in enumerate(network.nodes):
        first.setdefault(node.community, place)
    return sorted(network.nodes, key=lambda node: first[node.community])


def _firms(
    network: NetworkAround, drawn: Drawing, own: str | None, there: Collection[str], labels: Labels
) -> list[FirmRow]:
    nodes = {node.organisation.id: node for node in network.nodes}
    with_own = {edge.b if edge.a == own else edge.a: edge for edge in network.edges if own in (edge.a, edge.b)}
    rows = []
    for dot in drawn.dots:
        node, edge = nodes[dot.id], with_own.get(dot.id)
        rows.append(
            FirmRow(
                number=dot.number,
                party=Party(node.organisation.name or dot.id, dot.id if dot.id in there else None),
                lots=labels.number(node.lots),
                wins=labels.number(node.wins),
                awards=labels.number(node.awards) if node.awards is not None else None,
                meetings=labels.number(edge.meetings) if edge else None,
                won=_won(edge, own or "", labels) if edge else None,
                overlap=_share(edge, labels) if edge else None,
                group=labels.number(node.community + 1) if node.community is not None else None,
                own=dot.id == own,
                x=dot.x,
                y=dot.y,
            )
        )
    return rows


def _won(edge: NetworkEdge, first: str, labels: Labels) -> str:
    """Lots the `first` and the other won of those they met in, and how many of those were awarded."""
    own, other = (edge.wins_a, edge.wins_b) if edge.a == first else (edge.wins_b, edge.wins_a)
    return f"{labels.number(own)} : {labels.number(other)} / {labels.number(edge.decided)}"


def _share(edge: NetworkEdge, labels: Labels) -> str:
    return formats.percent(edge.overlap, labels.language)
