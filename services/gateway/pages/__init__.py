"""The pages, one module per part of the site."""

from fastapi import APIRouter

from services.gateway.pages import (
    about,
    account,
    components,
    home,
    inbox,
    indicators,
    integrity,
    judging,
    learning,
    ledger,
    look_first,
    mailbox,
    markets,
    members,
    notices,
    organisations,
    passkeys,
    password,
    prices,
    searches,
    security,
    sign_in_code,
    tenders,
    which_first,
)

router = APIRouter()
for module in (
    home,
    tenders,
    indicators,
    integrity,
    organisations,
    look_first,
    markets,
    prices,
    searches,
    inbox,
    account,
    sign_in_code,
    passkeys,
    password,
    notices,
    security,
    members,
    learning,
    about,
    ledger,
    mailbox,
    components,
    judging,
    which_first,
):
    router.include_router(module.router)
