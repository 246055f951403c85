"""Answers to `ask.scoring.profile` and `ask.scoring.network`."""

import asyncio
from collections import Counter
from collections.abc import Callable

from services.scoring.asked import Asked, Loaded
from services.scoring.company import Company, among_suppliers, around
from services.scoring.engine import Engine
from services.scoring.indicator import State, Unit
from services.scoring.known import Known, Slots
from services.scoring.network import CO_BIDDING, Network
from services.scoring.network import country_of as bidding_country
from services.scoring.organisation_words import Names, figures_of, organisation_of, tokens_of
from services.scoring.organisations import ACTIVITY, TRADE, Role
from services.scoring.profiles import country_of, profile, suppliers_of
from services.scoring.score import ranked_process
from services.scoring.store import ScoringStore
from services.scoring.tokens import token
from shared.contracts.base import Organisation
from shared.contracts.organisation import (
    AskNetwork,
    AskProfile,
    LinkedFlag,
    NetworkAround,
    NetworkEdge,
    NetworkNode,
    OrganisationFigures,
    OrganisationRole,
    Profile,
)
from shared.errors import Refused

COUNTED, LOOKED_AT, SHOWN, NAMED = 2_000, 100, 10, 3
"""Newest processes of an organisation: whose linked flags are counted, whose evidence is read, that are shown, and
that each linked flag leads to."""
MOST_EDGES = 500
ROLES = {OrganisationRole.BUYER: Role.BUYER, OrganisationRole.SUPPLIER: Role.SUPPLIER}
ABOUT = {Role.BUYER: {Unit.BUYER, Unit.RELATIONSHIP}, Role.SUPPLIER: {Unit.SUPPLIER, Unit.RELATIONSHIP}}
"""What a linked flag is about so that it may be about an organisation of this role."""


class OrganisationRequests:
    """Handlers over what is stored and the statistics that only they use."""

    def __init__(self, engine: Engine, slots: Callable[[], Slots], store: ScoringStore, asked: Asked) -> None:
        self._engine = engine
        self._slots = slots
        self._store = store
        self._asked = asked
        self._linked = {
            role: [one.id for one in engine.indicators if one.unit in units] for role, units in ABOUT.items()
        }

    # --- profiles ----------------------------------------------------------------------------------------------

    async def profile(self, ask: AskProfile) -> Profile:
        """`ask.scoring.profile`. Raises `Refused("not_found")` for an organisation nobody knows in this role."""
        role, own = ROLES[ask.role], token(ask.organisation)
        loaded = await self._asked.take(ACTIVITY.name, TRADE.name)
        country = _country(loaded, ask.country, own, role)
        figures, names = await self._figures(loaded, country, own, role)
        raised = await self._store.raised_of(role, ask.organisation, SHOWN)
        if figures is None and not raised and not await self._store.knows(role, ask.organisation):
            raise _unknown()
        return Profile(
            organisation=organisation_of(own, names) or Organisation(id=ask.organisation),
            role=ask.role,
            country=ask.country or _text(country, names),
            figures_version=loaded.version if loaded else "",
            figures=figures,
            linked=await self._linked_flags(role, ask.organisation),
            raised=[ranked_process(ocid, known, self._engine, self._slots()) for ocid, known in raised],
        )

    async def _figures(
        self, loaded: Loaded | None, country: int | None, own: int, role: Role
    ) -> tuple[OrganisationFigures | None, Names]:
        """The figures and the names they are told with."""
        found = None
        if loaded is not None and country is not None:
            activity, trade = loaded.known[ACTIVITY.name], loaded.known[TRADE.name]
            found = await asyncio.to_thread(profile, activity, trade, country, own, role)
        spoken_of = [own, *([country] if country else []), *(tokens_of(found) if found else ())]
        names = await self._store.names(spoken_of)
        return (figures_of(found, names) if found else None), names

    async def _linked_flags(self, role: Role, organisation: str) -> list[LinkedFlag]:
        """Flags about organisations and relations that are raised on its processes, in the order of the catalogue."""
        wanted = self._linked[role]
        states = await self._store.raised_states(role, organisation, wanted, COUNTED)
        if not states:
            return []
        counted = Counter(name for raised in states for name in raised)
        looked_at = await self._store.raised_of(role, organisation, LOOKED_AT, wanted)
        return [_linked(name, counted[name], looked_at, organisation) for name in wanted if counted[name]]

    # --- networks ----------------------------------------------------------------------------------------------

    async def network(self, ask: AskNetwork) -> NetworkAround:
        """`ask.scoring.network`. Raises `Refused("not_found")` for an organisation nobody knows in this role."""
        role, own = ROLES[ask.role], token(ask.organisation)
        loaded = await self._asked.take(ACTIVITY.name, TRADE.name, CO_BIDDING.name)
        country = _country(loaded, ask.country, own, role)
        if country is None and loaded is not None and role is Role.SUPPLIER:  # it never won
            country = bidding_country(loaded.known[CO_BIDDING.name], own)
        company = Company()
        if loaded is not None and country is not None:
            company = await asyncio.to_thread(_company, loaded, country, own, role, ask)
        if not company.firms and not await self._store.knows(role, ask.organisation):
            raise _unknown()
        names = await self._store.names([own, *([country] if country else []), *company.firms])
        return _told(ask, company, names, country, loaded.version if loaded else "")


def _country(loaded: Loaded | None, asked: str | None, own: int, role: Role) -> int | None:
    if asked is not None:
        return token(asked)
    return country_of(loaded.known[ACTIVITY.name], own, role) if loaded else None


def _company(loaded: Loaded, country: int, own: int, role: Role, ask: AskNetwork) -> Company:
    known = loaded.known[CO_BIDDING.name]
    network = loaded.make(("network", country), lambda: Network(known, country))
    if role is Role.SUPPLIER:
        return around(network, known, country, own, ask.depth, ask.limit)
    firms, awards = suppliers_of(loaded.known[TRADE.name], country, own)
    return among_suppliers(network, known, country, firms, awards, ask.limit)


def _linked(name: str, count: int, looked_at: list[tuple[str, Known]], organisation: str) -> LinkedFlag:
    verdicts = [
        (ocid, known.verdicts[name])
        for ocid, known in looked_at
        if name in known.verdicts and known.verdicts[name].state is State.RAISED
    ]
    return LinkedFlag(
        indicator=name,
        processes=count,
        evidence=sum(len(verdict.evidence) for _, verdict in verdicts),
        naming=sum(any(_quotes(piece.value, organisation) for piece in verdict.evidence) for _, verdict in verdicts),
        newest=[ocid for ocid, _ in verdicts[:NAMED]],
    )


def _quotes(value: object, organisation: str) -> bool:
    if isinstance(value, dict):
        return any(_quotes(inner, organisation) for inner in value.values())
    return any(_quotes(inner, organisation) for inner in value) if isinstance(value, list) else value == organisation


def _told(ask: AskNetwork, company: Company, names: Names, country: int | None, version: str) -> NetworkAround:
    """Company in the words of the contract; firms that nobody named are left out with their meetings."""
    nodes = [
        NetworkNode(
            organisation=who,
            distance=firm.distance,
            lots=firm.lots,
            wins=firm.wins,
            community=firm.community,
            awards=firm.awards,
        )
        for one, firm in company.firms.items()
        if (who := organisation_of(one, names)) is not None
    ]
    edges = [
        NetworkEdge(
            a=names[pair.a].id,
            b=names[pair.b].id,
            meetings=pair.meetings,
            decided=pair.decided,
            wins_a=pair.wins_a,
            wins_b=pair.wins_b,
            overlap=pair.overlap,
        )
        for pair in company.pairs
        if organisation_of(pair.a, names) is not None and organisation_of(pair.b, names) is not None
    ]
    return NetworkAround(
        organisation=organisation_of(token(ask.organisation), names) or Organisation(id=ask.organisation),
        role=ask.role,
        country=ask.country or _text(country, names),
        figures_version=version,
        nodes=nodes,
        edges=edges[:MOST_EDGES],
        whole=company.whole and len(edges) <= MOST_EDGES and len(nodes) == len(company.firms),
    )


def _text(country: int | None, names: Names) -> str | None:
    named = names.get(country) if country else None
    return named.id if named else None


def _unknown() -> Refused:
    return Refused("not_found", "No contracting process names this organisation in this role.")
