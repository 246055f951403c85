"""The wiring of scoring and nothing else."""

import uuid

from services.scoring.asked import Asked
from services.scoring.current import Current
from services.scoring.engine import Engine
from services.scoring.events import TenderEvents, VerdictEvents
from services.scoring.indicators import CATALOGUE
from services.scoring.judged_store import JudgedStore
from services.scoring.market_requests import MarketRequests
from services.scoring.organisation_requests import OrganisationRequests
from services.scoring.pairs_store import PairsStore
from services.scoring.recompute import Recomputation, Recomputed, alone
from services.scoring.requests import Requests
from services.scoring.settings import Settings
from services.scoring.standing import Standing, process_of
from services.scoring.store import ScoringStore
from services.scoring.watch import Watch
from shared.errors import StartupError
from shared.service import Service
from shared.store import Store
from shared.topology import SCORING_VERDICTS, scoring_consumers


def build(settings: Settings | None = None) -> Service:
    """The service, ready to run. Raises `StartupError` when the parameters make no sense."""
    settings = settings or Settings()
    engine = _engine(settings)
    service = Service("scoring", settings)
    store = ScoringStore(service.store)
    current = Current(engine, store)
    verdicts, pairs = JudgedStore(service.store), PairsStore(service.store)
    requests = Requests(engine, current.slots, store, verdicts, pairs, settings.noisy_share)
    asked = Asked(store.population, current.figures_mark)
    markets = MarketRequests(engine, current.slots, asked, Asked(store.markets))
    organisations = OrganisationRequests(engine, current.slots, store, asked)
    standing = Standing(asked, process_of(service.bus.ask), service.bus.objects.get)
    for prepare in (store.prepare, verdicts.prepare, pairs.prepare, current.prepare):
        service.on_start(prepare)
    service.background(Watch(current, service.store, settings).run)
    for place, consumer in enumerate(scoring_consumers(settings.partitions)):
        shards = range(place, place + consumer.at_once)
        events = TenderEvents(current.scorer, service.store, service.bus.objects.get, shards)
        service.bus.consumes(consumer)(events)
    service.bus.consumes(SCORING_VERDICTS)(VerdictEvents(verdicts))
    service.bus.answers("ask.scoring.flags")(requests.flags)
    service.bus.answers("ask.scoring.integrity")(standing.integrity)
    service.bus.answers("ask.scoring.ranking")(requests.ranking)
    service.bus.answers("ask.scoring.indicators")(requests.indicators)
    service.bus.answers("ask.scoring.prices")(markets.prices)
    service.bus.answers("ask.scoring.market")(markets.market)
    service.bus.answers("ask.scoring.profile")(organisations.profile)
    service.bus.answers("ask.scoring.network")(organisations.network)
    service.bus.answers("ask.scoring.pair")(requests.pair)
    return service


async def recompute(settings: Settings | None = None, owner: str | None = None) -> Recomputed:
    """Compute the figures of all processes once and ask again what rests on them; on the lease of `owner`, if given.

    Raises `Refused` when somebody does so already.
    """
    settings = settings or Settings()
    store = Store(settings.mongo_url, "scoring")
    try:
        own = ScoringStore(store)
        await own.prepare()
        current = Current(_engine(settings), own)
        await current.prepare()
        async with alone(store, owner or uuid.uuid4().hex):
            return await Recomputation(current, store).run()
    finally:
        store.close()


async def forget(settings: Settings | None = None) -> None:
    """Delete every answer; the events that led to them stay on their stream."""
    store = Store((settings or Settings()).mongo_url, "scoring")
    try:
        await ScoringStore(store).forget()
    finally:
        store.close()


def _engine(settings: Settings) -> Engine:
    try:
        return Engine(CATALOGUE, settings.parameters)
    except ValueError as error:
        raise StartupError(f"ACHYK_SCORING_PARAMETERS: {error}") from error
