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
    learning,
    look_first,
    mailbox,
    markets,
    members,
    organisations,
    password,
    prices,
    searches,
    tenders,
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
    password,
    members,
    learning,
    about,
    mailbox,
    components,
):
    router.include_router(module.router)
