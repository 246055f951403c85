"""The wiring of scoring and nothing else."""

from services.scoring.engine import Engine
from services.scoring.events import TenderEvents
from services.scoring.indicators import CATALOGUE
from services.scoring.requests import Requests
from services.scoring.settings import Settings
from services.scoring.store import ScoringStore
from shared.errors import StartupError
from shared.service import Service
from shared.topology import SCORING_TENDERS


def build(settings: Settings | None = None) -> Service:
    """The service, ready to run. Raises `StartupError` when the parameters make no sense."""
    settings = settings or Settings()
    try:
        engine = Engine(CATALOGUE, settings.parameters)
    except ValueError as error:
        raise StartupError(f"ACHYK_SCORING_PARAMETERS: {error}") from error
    service = Service("scoring", settings)
    requests = Requests(engine, ScoringStore(service.store))
    service.bus.consumes(SCORING_TENDERS)(TenderEvents(engine, service.store, service.bus.objects.get))
    service.bus.answers("ask.scoring.flags")(requests.flags)
    service.bus.answers("ask.scoring.indicators")(requests.indicators)
    return service
