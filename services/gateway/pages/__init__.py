"""The pages, one module per part of the site."""

from fastapi import APIRouter

from services.gateway.pages import (
    about,
    account,
    components,
    home,
    inbox,
    judging,
    learning,
    mailbox,
    members,
    organisations,
    password,
    searches,
    tenders,
    which_first,
)

router = APIRouter()
for module in (
    home,
    tenders,
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
    judging,
    which_first,
):
    router.include_router(module.router)
