"""The one way to a letter: through the door of its case, and only for whoever may see it."""

from services.community.callers import Callers
from services.community.cases.doors import Doors, Opened
from services.community.correspondence.access import sees
from services.community.correspondence.letter import Letter
from services.community.correspondence.store import CorrespondenceStore
from services.community.permissions import needs_session
from shared.errors import Refused


class Entrance:
    """Opens letters."""

    def __init__(self, letters: CorrespondenceStore, doors: Doors, callers: Callers) -> None:
        self._letters = letters
        self._doors = doors
        self._callers = callers

    async def open(self, request: str, token: str | None, letter_id: str) -> tuple[Letter, Opened]:
        """The letter and its case for whoever sends `request`.

        Raises `Refused`: `signed_out`, `not_found` for whoever may not see it, then what the table of permissions says.
        """
        if needs_session(request):
            await self._callers.known(token or "")
        letter = await self._letters.letter(letter_id)
        if letter is None:
            raise no_such_letter()
        try:
            opened = await self._doors.open("letter", token, letter.case)
        except Refused as refused:
            raise no_such_letter() if refused.code == "not_found" else refused from None
        if not sees(letter, opened):
            raise no_such_letter()
        self._callers.require(request, opened.caller, opened.relations)
        return letter, opened


def no_such_letter() -> Refused:
    """There is none, or none for them."""
    return Refused("not_found", "There is no such letter, or it is not open to you.")
