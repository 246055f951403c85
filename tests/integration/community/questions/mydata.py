"""A member's own account and data."""

from pydantic import BaseModel

from shared.contracts import mydata as contract
from shared.contracts.base import Language
from shared.contracts.community import Member
from shared.contracts.consent import AgreedText, Consent, ConsentText

from .accounts import NOBODY


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    agreed = AgreedText(text=ConsentText.TERMS, version="1", language=Language.KY)
    return {
        "own_account": (contract.AskOwnAccount(token=token), contract.OwnAccount),
        "agree": (contract.AskAgree(token=token, agreed=agreed), Consent),
        "change_name": (contract.AskChangeName(token=token, name="Айгүл"), Member),
        "change_language": (contract.AskChangeLanguage(token=token, language=Language.RU), Member),
        "change_email": (
            contract.AskChangeEmail(token=token, password="x", email="new@achyk.example"),
            contract.EmailAsked,
        ),
        "confirm_email": (contract.AskConfirmEmail(token=NOBODY), contract.EmailChanged),
        "own_data": (contract.AskOwnData(token=token, part="no_such_part"), contract.OwnData),
        "delete_account": (contract.AskDeleteAccount(token=token, password="x"), contract.DeletionPlanned),
        "keep_account": (contract.AskKeepAccount(token=token), contract.AccountKept),
    }
