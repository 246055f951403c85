"""The wiring of community."""

from services.community import seed
from services.community.callers import Callers
from services.community.events import Events
from services.community.judged_store import JudgedStore
from services.community.judgements import Judgements
from services.community.pairs_store import PairsStore
from services.community.passwords import Keeper
from services.community.permissions import PERMISSIONS
from services.community.requests import Requests
from services.community.settings import Settings
from services.community.store import CommunityStore
from shared.service import Service
from shared.topology import COMMUNITY_ACCOUNT


def build(settings: Settings | None = None) -> Service:
    """The service, ready to run."""
    settings = settings or Settings()
    service = Service("community", settings)
    store = CommunityStore(service.store)
    requests = Requests(store, Keeper(memory_kib=settings.password_memory_kib, passes=settings.password_passes))
    verdicts, pairs = JudgedStore(service.store), PairsStore(service.store)
    judgements = Judgements(Callers(store), store, verdicts, pairs, service.bus.ask)
    events = Events(store, settings.public_url, settings.mail)

    async def start() -> None:
        for each in (store, verdicts, pairs):
            await each.prepare()
        await seed.seed(store, settings)

    service.on_start(start)
    service.bus.consumes(COMMUNITY_ACCOUNT)(events.account_letters)
    for name in PERMISSIONS:
        owner = requests if hasattr(requests, name) else judgements
        service.bus.answers(f"ask.community.{name}")(getattr(owner, name))
    return service
