"""Posted forms: read into contracts, and what is wrong said field by field in the reader's words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.search_view import ANY_INDICATOR
from services.gateway.strong import CODE as SECOND_FACTOR_NEEDED
from services.gateway.views import FieldError, read_amount
from shared.contracts.alert import Criteria, SearchDraft
from shared.contracts.base import Language
from shared.contracts.tender import TenderVerb
from shared.errors import Refused

REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    # Code of a typed refusal -> the field it is about ("" for the whole form) and what to do, in plain words.
    "invalid_email": ("email", N_("Write an e-mail address like name@example.org.")),
    "invalid_name": ("name", N_("Choose another name: letters and digits, no links or e-mail addresses.")),
    "email_in_use": ("email", N_("Please try once more.")),
    "agreement_needed": ("agreed", N_("Read both texts and say that you agree.")),
    "wrong_credentials": (
        "email",
        N_("The e-mail address or the password is wrong, or the address is not confirmed yet."),
    ),
    "wrong_password": ("password", N_("This is not your present password.")),
    "wrong_code": ("code", N_("This code is wrong, too old or already used. Wait for the next one and write it here.")),
    "passkey_refused": ("", N_("This passkey was not accepted. Try again.")),
    "passkey_unknown": ("", N_("This passkey belongs to no account here. Sign in another way.")),
    "too_many_passkeys": ("", N_("You have ten passkeys already. Remove one first.")),
    "not_begun": ("", N_("This page was open for too long. Here is a new secret: set it up in your app.")),
    "already_on": ("", N_("Two-step sign-in is on already.")),
    "not_on": ("", N_("Two-step sign-in is off.")),
    "last_admin": ("", N_("The last administrator cannot step down. Make somebody else an administrator first.")),
    "too_many_attempts": ("", N_("Too many attempts. Wait a few minutes and try again.")),
    "invalid_token": ("", N_("This link has been used already or is too old. Ask for a new one.")),
    "too_many": ("", N_("You have reached the largest number of saved searches. Delete one first.")),
    "webhook_refused": ("webhook", N_("This address cannot be used for a webhook: it must be public.")),
    "invalid_webhook": ("webhook", N_("This address cannot be used for a webhook: it must be public.")),
    "empty": ("words", N_("Set at least one condition: words, a buyer, a value or an indicator.")),
    "reason_required": ("reason", N_("Say why, so that it can be followed.")),
    "flag_changed": (
        "",
        N_("The flag was computed anew since you opened the page. Go back to the tender and look again."),
    ),
    "invalid": ("", N_("Something in the form is not right. Check it and try again.")),
}
CRITERIA: Final[Mapping[str, tuple[str, str]]] = {
    # Field that a refused saved search names -> the field of our form and what to do.
    "words": ("words", N_("Write words with letters or digits.")),
    "criteria": REFUSALS["empty"],
    "webhook": REFUSALS["webhook_refused"],
    "value_min": ("value_max", N_("The largest value must not be below the smallest one.")),
}
PASSWORD_REASONS: Final[Mapping[str, str]] = {
    "too_short": N_("The password needs at least 10 characters. A few words with spaces are fine."),
    "personal": N_("The password must not contain your name or e-mail address."),
    "common": N_("This password is one of the most common ones. Choose another."),
    "simple": N_("The password repeats or counts through a few characters. Choose a less regular one."),
}
FIELD_MESSAGES: Final[Mapping[str, str]] = {
    "name": N_("Give it a name of at most 100 characters."),
    "email": N_("Write an e-mail address like name@example.org."),
    "password": N_("Write your password."),
    "new_password": N_("Write a new password."),
    "code": N_("Write the code."),
    "webhook": N_("Write a web address that begins with https://."),
    "verbs": N_("Choose at least one kind of news."),
    "words": N_("Use at most 200 characters."),
}


def refusal(refused: Refused, labels: Labels) -> FieldError:
    """What a typed refusal means to the person at the form. One that leads to another page first is raised again."""
    if refused.code == SECOND_FACTOR_NEEDED:
        raise refused
    if refused.code == "weak_password":
        reason = PASSWORD_REASONS.get(str(refused.detail.get("reason")), FIELD_MESSAGES["password"])
        return FieldError("password", labels.gettext(reason))
    field, sentence = REFUSALS.get(refused.code, REFUSALS["invalid"])
    if refused.code == "invalid":
        field, sentence = CRITERIA.get(str(refused.detail.get("field")), (field, sentence))
    return FieldError(field, labels.gettext(sentence))


def invalid(error: ValidationError, labels: Labels) -> tuple[FieldError, ...]:
    """One message per wrong field; a field without words of its own gets the general sentence."""
    said = labels.gettext
    fields = dict.fromkeys(str(next((p for p in reversed(e["loc"]) if isinstance(p, str)), "")) for e in error.errors())
    return tuple(
        FieldError(name, said(FIELD_MESSAGES[name]))
        if name in FIELD_MESSAGES
        else FieldError("", said(REFUSALS["invalid"][1]))
        for name in fields
    )


class Given(dict[str, str]):
    """What was filled in; a field that was not is empty, as a form shows it."""

    def __missing__(self, name: str) -> str:
        """Nothing was given."""
        return ""


def values_of(form: FormData) -> dict[str, str]:
    """The texts of a form, without files."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def search_draft(
    form: FormData, language: Language, labels: Labels
) -> tuple[SearchDraft | None, tuple[FieldError, ...]]:
    """The saved search a form states, or what is wrong with it."""
    said = labels.gettext
    given = {name: value.strip() for name, value in values_of(form).items()}
    errors: list[FieldError] = []
    amounts: dict[str, Decimal | None] = {}
    for name in ("value_min", "value_max"):
        amounts[name], wrong = read_amount(given.get(name) or None, labels)
        if wrong:
            errors.append(FieldError(name, wrong))
    if not given.get("name"):
        errors.append(FieldError("name", said(FIELD_MESSAGES["name"])))
    verbs = [verb for verb in form.getlist("verbs") if verb in list(TenderVerb)]
    every_indicator = given.get("indicator") == ANY_INDICATOR
    indicators = [given["indicator"]] if given.get("indicator") and not every_indicator else []
    if not verbs and not indicators and not every_indicator:
        errors.append(FieldError("verbs", said(FIELD_MESSAGES["verbs"])))
    conditions = {
        "words": given.get("words") or None,
        "buyer": given.get("buyer") or None,
        "country": given.get("country") or None,
        "value_min": amounts["value_min"],
        "value_max": amounts["value_max"],
    }
    if not indicators and not any(value is not None for value in conditions.values()):
        errors.append(FieldError("words", said(REFUSALS["empty"][1])))
    if errors:
        return None, tuple(errors)
    try:
        criteria = Criteria.model_validate(
            conditions
            | {
                "indicators": indicators,
                "any_indicator": every_indicator,
                "currency": given.get("currency") or "KGS",
            }
        )
        draft = SearchDraft.model_validate(
            {
                "name": given["name"],
                "criteria": criteria,
                "verbs": verbs or [TenderVerb.OPENED],
                "email": bool(given.get("email")),
                "webhook": given.get("webhook") or None,
                "language": language,
            }
        )
    except ValidationError as error:
        return None, invalid(error, labels)
    return draft, ()
