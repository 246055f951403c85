"""The wiring of community."""

from services.community import seed
from services.community.events import Events
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
    events = Events(store, settings.public_url, settings.mail)

    async def start() -> None:
        await store.prepare()
        await seed.seed(store, settings)

    service.on_start(start)
    service.bus.consumes(COMMUNITY_ACCOUNT)(events.account_letters)
    for name in PERMISSIONS:
        service.bus.answers(f"ask.community.{name}")(getattr(requests, name))
    return service
