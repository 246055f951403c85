"""Signing in strongly."""

from pydantic import BaseModel

from shared.contracts import identity as contract
from shared.contracts.community import Session


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    return {
        "security": (contract.AskSecurity(token=token), contract.Security),
        "set_login_alerts": (contract.AskSetLoginAlerts(token=token, on=True), contract.LoginAlerts),
        "begin_totp": (contract.AskBeginTotp(token=token), contract.TotpEnrolment),
        "confirm_totp": (contract.AskConfirmTotp(token=token, password="x", code="x"), contract.RecoveryCodes),
        "renew_recovery_codes": (contract.AskRenewRecoveryCodes(token=token, code="x"), contract.RecoveryCodes),
        "remove_totp": (contract.AskRemoveTotp(token=token, password="x", code="x"), contract.TotpRemoved),
        "confirm_code": (contract.AskConfirmCode(token="w" * 43, code="x"), Session),
    }
