"""The chain scoring -> alerts: whoever follows an indicator hears of what a tender's own data raise, not of drift."""

import uuid
from collections.abc import Awaitable, Callable

from services.alerts.app import build as build_alerts
from services.alerts.settings import Settings as AlertsSettings
from services.scoring.settings import Settings
from shared import topology
from shared.bus import Bus
from shared.contracts.alert import AskInbox, AskSaveSearch, Criteria, Inbox, Search, SearchDraft
from shared.contracts.community import AskContact, Contact
from shared.contracts.risk import AskFlags, Cause, FlagEvent, Flags, FlagState
from shared.store import Store
from tests.conftest import with_database
from tests.integration.scoring.replicas import until
from tests.integration.scoring.test_scoring import Told, body, outside, running, settings, tender, told

__all__ = ["outside", "settings", "told"]

MEMBER = "m_000000000000000000000001"


async def contact(_: AskContact) -> Contact:
    """What community says of a member without addresses."""
    return Contact()


async def test_given_a_search_for_an_indicator_then_its_member_hears_of_own_data_and_drift_shows_in_the_flags_alone(
    outside: Bus,
    told: Told,
    settings: Settings,
    mongo_url: str,
    bus_of: Callable[[str], Awaitable[Bus]],
) -> None:
    community = await bus_of("community")
    community.answers("ask.community.contact")(contact)
    await community.start()
    url = with_database(mongo_url, f"test_alerts_{uuid.uuid4().hex[:12]}")
    alerts = build_alerts(AlertsSettings(nats_url=settings.nats_url, mongo_url=url, drain_seconds=3))
    async with running(settings) as scoring, alerts.running():
        draft = SearchDraft(name="single bids", criteria=Criteria(indicators=["KG08"]))
        await outside.ask("ask.alerts.save_search", AskSaveSearch(member=MEMBER, search=draft), Search, 10)
        await outside.publish([tender(body(5, ocid=f"o-{number}")) for number in range(18)])
        await told.until(18)
        own = scoring.store.collection("parts")

        async def figured() -> bool:
            return await own.count_documents({"figured": False}) == 0

        await until(figured, "the figures of eighteen")
        await outside.publish([tender(body(5, ocid="nineteenth"))])
        facts = await told.until(18 + 1 + 19)
        causes = {
            event.ocid: event.cause
            for event in (FlagEvent.model_validate_json(fact.data) for fact in facts if ".KG08." in fact.subject)
        }
        assert causes == {"nineteenth": Cause.DATA} | {f"o-{number}": Cause.FIGURES for number in range(18)}

        async def alerts_has_read() -> bool:
            info = await outside.js.consumer_info("RISKS", topology.ALERTS_RISKS.name)
            return info.ack_floor is not None and info.ack_floor.stream_seq >= len(facts)

        await until(alerts_has_read, "alerts to read all flags")
        inbox = await outside.ask("ask.alerts.inbox", AskInbox(member=MEMBER), Inbox, 10)
        assert [(one.ocid, one.indicator, one.verb) for one in inbox.items] == [("nineteenth", "KG08", "raised")]
        answer = await outside.ask("ask.scoring.flags", AskFlags(ocid="o-3"), Flags, 10)
        flag = next(flag for flag in answer.flags if flag.indicator == "KG08")
        assert (flag.state, flag.value) == (FlagState.RAISED, 19)
    store = Store(url, "alerts")
    await store.drop()
    store.close()
