"""Somebody at the real gateway before the real service."""

import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import httpx

from services.gateway.ports import CSRF_FIELD

PASSWORD = "three open doors"
ADDRESS = "aigul@achyk.example"
FORM_TOKEN = re.compile(rf'name="{CSRF_FIELD}"[^>]*value="([^"]+)"')


@dataclass
class Browser:
    """Somebody at a gateway, without JavaScript; also over HTTPS, which a proxy in front would end."""

    web: httpx.AsyncClient

    async def get(self, path: str) -> httpx.Response:
        return await self.web.get(path, headers=self.cookies())

    async def send(self, page: str, action: str, **fields: str | list[str]) -> httpx.Response:
        """Open `page` and send its form to `action`."""
        token = FORM_TOKEN.search((await self.get(page)).text)
        assert token, f"{page} has a form"
        return await self.web.post(action, data={CSRF_FIELD: token[1], **fields}, headers=self.cookies())

    async def sign_in(self, password: str = PASSWORD, address: str = ADDRESS) -> httpx.Response:
        return await self.send("/en/sign-in", "/en/sign-in", email=address, password=password)

    async def sign_in_with_code(self, code: str, address: str = ADDRESS) -> httpx.Response:
        """Sign in to an account with a second factor."""
        assert (await self.sign_in(address=address)).headers["location"] == "/en/sign-in/code"
        return await self.send("/en/sign-in/code", "/en/sign-in/code", code=code)

    async def name(self) -> str | None:
        """Who is signed in."""
        member = (await self.get("/api/v1/session")).json()["member"]
        return member["name"] if member else None

    def cookies(self) -> dict[str, str]:
        """The header with all cookies, also those that httpx would keep for HTTPS."""
        return {"Cookie": "; ".join(f"{each.name}={each.value}" for each in self.web.cookies.jar)}


def session_cookie(answer: httpx.Response, name: str = "achyk_session") -> Any:
    """The session cookie that an answer sets."""
    found = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        found.load(header)
    return found.get(name)
