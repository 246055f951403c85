"""The rules and figures of the moment: what a running service scores with, taken anew when the figures change."""

from services.scoring.advance import Scorer
from services.scoring.engine import Engine
from services.scoring.figures import statistics_of
from services.scoring.known import Slots
from services.scoring.population import mark, population
from services.scoring.rules import rules_of
from services.scoring.store import ScoringStore


class Current:
    """The scorer of one process of the service."""

    def __init__(self, engine: Engine, store: ScoringStore) -> None:
        self.engine = engine
        self._store = store
        self._scorer = Scorer(engine, Slots.of(engine.indicators))

    async def prepare(self) -> None:
        """Take the places of indicators and the figures from the store."""
        slots = Slots(await self._store.slots([one.id for one in self.engine.indicators]), self.engine.indicators)
        self._scorer = Scorer(self.engine, slots, self._scorer.statistics, self._scorer.figures)
        if await self._store.rules() is None:
            await self._store.set_rules(self.rules)
        await self.refresh()

    async def refresh(self) -> bool:
        """Take the newest figures; whether there were newer ones."""
        version = await self._store.figures_version()
        if version == self._scorer.figures:
            return False
        statistics = await self._store.figures(version, list(statistics_of(self.engine.indicators)))
        self._scorer = Scorer(self.engine, self._scorer.slots, statistics, version)
        return True

    def scorer(self) -> Scorer:
        """The scorer of the moment."""
        return self._scorer

    def slots(self) -> Slots:
        """The places of the moment."""
        return self._scorer.slots

    @property
    def figures_mark(self) -> str:
        """A mark of all statistics: with another one the stored figures lack some."""
        return mark(population(self.engine.indicators))

    @property
    def rules(self) -> str:
        """A mark of all rules with their parameters: another one means that stored answers are of other rules."""
        return rules_of(self.engine)
