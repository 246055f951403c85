"""The wiring of letters."""

from collections.abc import Sequence
from datetime import UTC, datetime

from services.community.calendar.store import CalendarStore
from services.community.cases.doors import Doors
from services.community.cases.store import CasesStore
from services.community.correspondence.entrance import Entrance
from services.community.correspondence.office import Office
from services.community.correspondence.replies_store import RepliesStore
from services.community.correspondence.reply_requests import ReplyRequests
from services.community.correspondence.requests import LetterRequests
from services.community.correspondence.showing import EvidenceOf, Showing
from services.community.correspondence.store import CorrespondenceStore
from services.community.correspondence.template_requests import TemplateRequests
from services.community.correspondence.templates_store import TemplatesStore
from services.community.evidence.store import EvidenceStore
from services.community.notices.store import NoticesStore
from services.community.rooms import House, Room
from services.community.rounds import rounds
from shared.contracts.letter import EvidenceChoice


def build(house: House) -> Room:
    """The room of letters."""
    store, settings = house.store, house.settings
    cases, letters, replies = CasesStore(store), CorrespondenceStore(store, settings.secret), RepliesStore(store)
    templates = TemplatesStore(store)
    doors = Doors(cases, house.callers)
    entrance = Entrance(letters, doors, house.callers)
    showing = Showing(
        letters, replies, templates, house.members, _evidence_of(EvidenceStore(store)), settings.public_url
    )
    office = Office(store, letters, replies, cases, NoticesStore(store), CalendarStore(store), settings.signature_days)

    async def prepare_templates() -> None:
        await templates.prepare(datetime.now(UTC))

    return Room(
        prepare=(letters.prepare, replies.prepare, prepare_templates),
        requests=(
            LetterRequests(letters, templates, office, showing, entrance, doors, house.tries, settings.reply_link_days),
            ReplyRequests(letters, replies, cases, office, showing, entrance, house.tries),
            TemplateRequests(templates, house.callers, house.members),
        ),
        background=(
            rounds(office.lapse_one, settings.round_seconds, "the clock of letters"),
            rounds(letters.forget_signatures, settings.round_seconds, "forgetting signatures"),
        ),
    )


def _evidence_of(evidence: EvidenceStore) -> EvidenceOf:
    async def of_case(case_id: str) -> Sequence[EvidenceChoice]:
        return [
            EvidenceChoice(id=each.id, title=each.title, sha256=each.sha256, public=each.shown)
            for each in await evidence.of_case(case_id)
        ]

    return of_case
