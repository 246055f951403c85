"""The pages, one module per part of the site."""

from fastapi import APIRouter

from services.gateway.pages import (
    about,
    account,
    components,
    evidence,
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
    password,
    notices,
    security,
    members,
    learning,
    about,
    ledger,
    evidence,
    mailbox,
    components,
    judging,
    which_first,
):
    router.include_router(module.router)
