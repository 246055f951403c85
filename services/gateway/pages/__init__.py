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
    mailbox,
    members,
    organisations,
    password,
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
