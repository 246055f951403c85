"""What community answers about notices. Thin."""

from datetime import UTC, datetime

from services.community.callers import Callers
from services.community.notices.store import NoticesStore
from shared.contracts import notice as contract


class NoticeRequests:
    """Request handlers over a member's own notices."""

    def __init__(self, callers: Callers, notices: NoticesStore) -> None:
        self._callers = callers
        self._notices = notices

    async def notices(self, ask: contract.AskNotices) -> contract.Notices:
        """What waits for the asking member, newest first."""
        member = (await self._callers("notices", ask.token)).id
        items, following = await self._notices.notices(member, ask.limit, ask.after, unread_only=ask.unread_only)
        await self._notices.looked(member, datetime.now(UTC))
        return contract.Notices(
            items=items,
            total=await self._notices.count(member, unread_only=ask.unread_only),
            unread=await self._notices.count(member, unread_only=True),
            mail=await self._notices.wants_mail(member),
            next=following,
        )

    async def read_notices(self, ask: contract.AskReadNotices) -> contract.NoticesRead:
        """Mark the member's own notices as read."""
        member = (await self._callers("read_notices", ask.token)).id
        return contract.NoticesRead(changed=await self._notices.mark_read(member, ask.ids, datetime.now(UTC)))

    async def set_notice_mail(self, ask: contract.AskSetNoticeMail) -> contract.NoticeMail:
        """Send the member letters about notices, or none."""
        member = (await self._callers("set_notice_mail", ask.token)).id
        await self._notices.set_mail(member, mail=ask.mail)
        return contract.NoticeMail(mail=ask.mail)
