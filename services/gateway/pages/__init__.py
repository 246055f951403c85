"""The pages, one module per part of the site."""

from fastapi import APIRouter

from services.gateway.pages import (
    about,
    account,
    components,
    home,
    inbox,
    learning,
    mailbox,
    organisations,
    searches,
    tenders,
)

router = APIRouter()
for module in (home, tenders, organisations, searches, inbox, account, learning, about, mailbox, components):
    router.include_router(module.router)
