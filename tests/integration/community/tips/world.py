"""A source and custodians at a gateway before the real service, all without JavaScript."""

import html
import re
from dataclasses import dataclass, field

import httpx

from services.gateway.ports import CSRF_FIELD

PASSPHRASE = "river lantern copper window seven"
PHOTO = b"\xff\xd8\xff canary-in-a-photograph " + bytes(range(256)) * 4000
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_RECEIPT = re.compile(r'class="receipt"[^>]*>([^<]+)<')


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to `action`."""
    form = next(part for part in page.split("<form")[1:] if f'action="{action}"' in part.split(">")[0])
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(form.split("</form>")[0])}


def receipt_in(answer: httpx.Response) -> str:
    """The receipt that a page shows."""
    found = _RECEIPT.search(answer.text)
    assert found, answer.text
    return found[1]


@dataclass
class Source:
    """Somebody with a tip; whatever the site sets or says is kept to be looked at."""

    web: httpx.AsyncClient
    language: str = "en"
    headers: dict[str, str] = field(default_factory=dict)
    answers: list[httpx.Response] = field(default_factory=list)

    def path(self, rest: str = "") -> str:
        return f"/{self.language}/tip{rest}"

    async def get(self, rest: str = "") -> httpx.Response:
        return self._seen(await self.web.get(self.path(rest), headers=self.headers))

    async def post(
        self, rest: str, fields: dict[str, str], files: list[tuple[str, bytes]] | None = None
    ) -> httpx.Response:
        sent = [("files", one) for one in files or []]
        return self._seen(await self.web.post(self.path(rest), data=fields, files=sent, headers=self.headers))

    async def form(self, **fields: str) -> dict[str, str]:
        """The fields of a new form, filled in."""
        return {**hidden((await self.get()).text, self.path()), "website": "", **fields}

    async def file(self, files: list[tuple[str, bytes]] | None = None, **fields: str) -> str:
        """Send a tip; its receipt."""
        answer = await self.post("", await self.form(**fields), files)
        assert answer.status_code == 200, answer.text
        return receipt_in(answer)

    async def come_back(self, receipt: str) -> httpx.Response:
        return await self.post("/return", {"receipt": receipt})

    async def add(
        self, talk: httpx.Response, text: str, files: list[tuple[str, bytes]] | None = None
    ) -> httpx.Response:
        return await self.post("/return/add", {**hidden(talk.text, self.path("/return/add")), "text": text}, files)

    async def delete(self, talk: httpx.Response, **fields: str) -> httpx.Response:
        return await self.post("/return/delete", {**hidden(talk.text, self.path("/return/delete")), **fields})

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        self.answers.append(answer)
        return answer


@dataclass
class Custodian:
    """A member at the desk."""

    web: httpx.AsyncClient
    token: str

    async def get(self, path: str) -> httpx.Response:
        return await self.web.get(path, headers=self._cookies())

    async def send(self, page: str, action: str, **fields: str) -> httpx.Response:
        """Open `page`, and send its form for `action`."""
        return await self.send_from(await self.get(page), action, **fields)

    async def send_from(self, page: httpx.Response, action: str, nth: int = 0, **fields: str) -> httpx.Response:
        """Send the `nth` form for `action` of an open page."""
        forms = [f"<form{part}" for part in page.text.split("<form")[1:] if f'action="{action}"' in part.split(">")[0]]
        given = hidden(forms[nth], action)
        assert given.get(CSRF_FIELD), f"{action} has a form"
        return await self.web.post(action, data={**given, **fields}, headers=self._cookies())

    async def make_key(self, passphrase: str = PASSPHRASE, **more: str) -> httpx.Response:
        fields = {"passphrase": passphrase, "repeated": passphrase, **more}
        return await self.send("/en/desk/tips/key", "/en/desk/tips/key", **fields)

    async def tips(self) -> list[str]:
        """Paths of the tips, as listed."""
        return re.findall(r'href="(/en/desk/tips/tip_[0-9a-f]{24})"', (await self.get("/en/desk/tips")).text)

    async def open(self, tip: str, passphrase: str = PASSPHRASE) -> httpx.Response:
        return await self.send(tip, tip, passphrase=passphrase)

    async def write(self, tip: str, kind: str, text: str) -> httpx.Response:
        return await self.send_from(await self.get(tip), f"{tip}/write", nth=kind == "note", text=text)

    def _cookies(self) -> dict[str, str]:
        return {"Cookie": f"achyk_session={self.token}; achyk_form={'b' * 32}"}
