"""Letters about accounts leave here, one by one, after their registration is safely written."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from services.community.letters import LetterState, compose, needs_token
from services.community.letters_store import Letter, LettersStore
from services.community.tokens import new_token
from shared import mail
from shared.contracts.delivery import DeliveryEvent
from shared.errors import AchykError
from shared.facts import Delivered

log = logging.getLogger(__name__)


class LetterDelayed(AchykError):
    """The mail server does not take the letter now. The server's own words may quote the address: they stay out."""


class Events:
    """Handlers of the events this service reads."""

    def __init__(self, letters: LettersStore, public_url: str, mail_settings: mail.MailSettings) -> None:
        """`public_url` is where links in letters lead, `mail_settings` the server that takes the letters."""
        self._letters = letters
        self._public_url = public_url
        self._mail = mail_settings

    async def account_letters(self, batch: Sequence[Delivered]) -> None:
        """Send each letter that is still to be sent. Raises when one must be tried later; the sent ones stay sent."""
        for event in batch:
            item = DeliveryEvent.model_validate_json(event.data).item
            letter = await self._letters.begin_letter(item, datetime.now(UTC))
            if letter:
                await self._send(letter)

    async def _send(self, letter: Letter) -> None:
        token = new_token() if needs_token(letter.kind) else ""
        if token:
            await self._letters.claim(letter, token, datetime.now(UTC))
        composed = compose(
            self._public_url,
            letter.kind,
            letter.language,
            letter=letter.id,
            to=letter.to,
            requested=letter.requested,
            token=token,
            device=letter.device,
        )
        try:
            await mail.send(self._mail, mail.compose(self._mail, composed))
        except mail.MailDelayed:
            await self._letters.give_back_letter(letter.id)
            raise LetterDelayed("the mail server does not take letters now") from None
        except mail.MailRefused:
            log.warning("a letter about an account was refused for good")
            await self._letters.end_letter(letter.id, LetterState.REFUSED)
            return
        await self._letters.end_letter(letter.id, LetterState.SENT)
