"""Notices."""

from pydantic import BaseModel

from shared.contracts import notice as contract


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    return {
        "notices": (contract.AskNotices(token=token), contract.Notices),
        "read_notices": (contract.AskReadNotices(token=token, ids=["w_" + "0" * 32]), contract.NoticesRead),
        "set_notice_mail": (contract.AskSetNoticeMail(token=token, mail=True), contract.NoticeMail),
    }
