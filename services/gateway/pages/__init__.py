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
    look_first,
    mailbox,
    markets,
    members,
    organisations,
    password,
    prices,
    searches,
    tenders,
    tip_desk,
    tips,
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
    password,
    members,
    learning,
    about,
    mailbox,
    components,
    judging,
    which_first,
    tips,
    tip_desk,
):
    router.include_router(module.router)
