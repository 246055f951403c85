"""The wiring of notices."""

from services.community.notices.requests import NoticeRequests
from services.community.notices.store import NoticesStore
from services.community.rooms import House, Room
from services.community.rounds import rounds


def build(house: House) -> Room:
    """The room of notices."""
    notices = NoticesStore(house.store)
    return Room(
        prepare=[notices.prepare],
        requests=[NoticeRequests(house.callers, notices)],
        background=[rounds(notices.tell_due, house.settings.round_seconds, "reminding")],
    )
