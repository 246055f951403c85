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
        "passkeys": (contract.AskPasskeys(token=token), contract.Passkeys),
        "add_passkey": (
            contract.AskAddPasskey(token=token, password="x", name="x", answer="{}"),
            contract.PasskeyInfo,
        ),
        "rename_passkey": (contract.AskRenamePasskey(token=token, id="k_none", name="x"), contract.PasskeyInfo),
        "remove_passkey": (contract.AskRemovePasskey(token=token, id="k_none"), contract.PasskeyRemoved),
        "passkey_challenge": (contract.AskPasskeyChallenge(), contract.PasskeyChallenge),
        "sign_in_with_passkey": (contract.AskSignInWithPasskey(answer='{"id": "x"}'), Session),
        "confirm_code": (contract.AskConfirmCode(token="w" * 43, code="x"), Session),
    }
