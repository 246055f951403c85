"""The wiring of a member's own data."""

from services.community.mydata.consents_store import ConsentsStore
from services.community.mydata.emails_store import EmailsStore
from services.community.mydata.registry import holders
from services.community.mydata.requests import MyDataRequests
from services.community.mydata.store import MyDataStore
from services.community.resets_store import ResetsStore
from services.community.rooms import House, Room
from services.community.rounds import rounds


def build(house: House) -> Room:
    """The room of a member's own data."""
    consents, emails = ConsentsStore(house.store), EmailsStore(house.store)
    resets = ResetsStore(house.store, house.members, house.sessions)
    everything = holders(house.store)
    own = MyDataStore(house.store, house.members, emails, resets, everything)
    requests = MyDataRequests(house.callers, house.members, consents, own, everything, house.tries, house.hasher)
    return Room(
        prepare=[consents.prepare, emails.prepare, own.prepare],
        requests=[requests],
        background=[rounds(own.delete_due, house.settings.round_seconds, "deleting accounts")],
    )
