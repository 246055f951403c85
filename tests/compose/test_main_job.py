"""The platform in containers: hardened as promised, and doing its job from a file to a letter."""

import json
import re
import uuid
from typing import Any

import httpx
import pytest

from services.gateway.ports import CSRF_FIELD
from services.ingest.sample.design import POPULATION
from services.ingest.sample.generator import generate
from services.ingest.sample.truth import Truth
from tests.compose.platform import ONE_SHOTS, SERVICES, Compose
from tests.compose.waiting import until

pytestmark = pytest.mark.compose
SEED, SIZE = 11, 240
PASSWORD = "kara-balta is a town"
LOAD = f"achyk sample /tmp/s --seed {SEED} --size {SIZE} >&2 && achyk ingest /tmp/s/releases.jsonl --json"


@pytest.mark.parametrize("service", [*SERVICES, "mail", "nats", "mongo"])
def test_given_the_platform_when_a_container_is_looked_at_then_it_is_locked_down(
    compose: Compose, service: str
) -> None:
    containers = compose.containers(service)
    assert len(containers) == 1
    host, config = containers[0].attrs["HostConfig"], containers[0].attrs["Config"]
    assert containers[0].status == "running"
    assert config["User"] == "10001:10001"
    assert host["ReadonlyRootfs"]
    assert host["Memory"] > 0
    assert not host["Privileged"]
    assert any("no-new-privileges" in option for option in host["SecurityOpt"])
    published = [port for port, bound in containers[0].attrs["NetworkSettings"]["Ports"].items() if bound]
    assert published == (["8000/tcp"] if service == "gateway" else [])


@pytest.mark.parametrize("service", [*SERVICES, "mail", "nats", "mongo"])
def test_given_the_platform_when_a_health_check_is_run_then_it_says_well(compose: Compose, service: str) -> None:
    kind, *command = compose.health_check(service)
    compose.inside(service, *(["sh", "-c", *command] if kind == "CMD-SHELL" else command))


@pytest.mark.parametrize("service", SERVICES)
def test_given_a_service_when_it_tries_to_write_then_only_its_own_places_let_it(compose: Compose, service: str) -> None:
    assert "Read-only file system" in compose.inside(service, "sh", "-c", "touch /opt/achyk/x 2>&1 || true")
    assert compose.inside(service, "sh", "-c", "touch /tmp/x && id -u").strip() == "10001"


@pytest.mark.parametrize("service", ONE_SHOTS)
def test_given_the_platform_when_it_is_up_then_the_preparations_have_ended_well(compose: Compose, service: str) -> None:
    assert [container.attrs["State"]["ExitCode"] for container in compose.containers(service)] == [0]


def test_given_the_platform_when_it_is_set_up_again_then_nothing_differs(compose: Compose) -> None:
    assert "Nothing differs." in compose("run", "--rm", "-T", "setup")


def test_given_a_member_with_a_saved_search_when_a_sample_comes_in_then_flags_inbox_and_letter_tell_of_it(
    compose: Compose,
) -> None:
    member = Visitor(compose)
    member.becomes_a_member()
    member.saves_a_search({"name": "Короткие сроки", "criteria": {"indicators": ["R003"]}, "email": True})

    first = json.loads(compose.inside("ingest", "sh", "-c", LOAD))
    truth = Truth(SEED, SIZE)
    assert sum(1 for _ in generate(SEED, SIZE, truth=truth)) == truth.lines
    assert first["quarantined"] >= sum(dirty["kind"] in ("no_ocid", "truncated_line") for dirty in truth.dirty)

    for indicator in truth.planted().keys() - (POPULATION - {"KG08"}):  # the others wait for figures of all processes
        planted = {ocid for ocid, found in truth.raised.items() if indicator in found}
        undecided = {ocid for ocid, found in truth.possible.items() if indicator in found}
        until(
            lambda indicator=indicator, planted=planted, undecided=undecided: (
                member.flagged(indicator) - undecided == planted
            ),
            180,
            lambda indicator=indicator: (indicator, member.flagged(indicator)),
        )
    short = {ocid for ocid, found in truth.raised.items() if "R003" in found}
    until(lambda: short <= member.told_of(), 120, member.told_of)
    until(lambda: member.letters() >= len(short), 120, member.letters)

    again = json.loads(compose.inside("ingest", "sh", "-c", LOAD))
    assert again["events"] == 0


def test_given_data_when_every_container_is_replaced_then_they_are_still_there(compose: Compose) -> None:
    before = _total(compose.url)
    assert before > 0
    compose("up", "-d", "--force-recreate", "--no-build")
    until(lambda: _total(compose.url) == before, 240, lambda: compose("logs", "--tail=20", "--no-color"))


def _total(url: str) -> int:
    try:
        answer = httpx.get(f"{url}/api/v1/tenders", params={"limit": 1}, timeout=10)
    except httpx.TransportError:
        return -1
    return int(answer.json()["total"]) if answer.status_code == httpx.codes.OK else -1


class Visitor:
    """Somebody with a browser, without JavaScript."""

    def __init__(self, compose: Compose) -> None:
        self._compose = compose
        self._web = httpx.Client(base_url=compose.url, timeout=30, follow_redirects=True)
        self._email = f"{uuid.uuid4().hex[:12]}@example.org"

    def becomes_a_member(self) -> None:
        """Signs up, opens the link in the letter, writes the password there and is signed in."""
        self._post("/en/sign-up", name="Сыноочу", email=self._email, password=PASSWORD, agreed="yes")
        until(lambda: self.letters() == 1, 60)
        link = re.search(r"https?://\S+/verify/\S+", self._own_mail()[0]["text"])
        assert link
        page = self._web.get(link[0])
        token = re.search(r'name="token" value="([^"]+)"', page.text)
        assert token
        self._post("/en/verify", form=page, token=token[1], password=PASSWORD)
        assert self._session()["member"] is not None
        self._before = self.letters()

    def saves_a_search(self, draft: dict[str, Any]) -> None:
        """Saves it through the REST interface."""
        saved = self._web.post("/api/v1/searches", json=draft, headers={"X-CSRF-Token": self._session()["csrf"]})
        assert saved.status_code == httpx.codes.CREATED, saved.text

    def flagged(self, indicator: str) -> set[str]:
        """Ocids of all processes where the indicator is raised."""
        found: set[str] = set()
        query: dict[str, Any] = {"indicator": indicator, "limit": 100}
        while True:
            answer = self._web.get("/api/v1/tenders", params=query).raise_for_status().json()
            found |= {item["ocid"] for item in answer["items"]}
            if not answer["next"]:
                return found
            query["after"] = answer["next"]

    def told_of(self) -> set[str]:
        """Ocids in the inbox."""
        answer = self._web.get("/api/v1/inbox", params={"limit": 100}).raise_for_status().json()
        return {item["ocid"] for item in answer["items"]}

    def letters(self) -> int:
        """How many letters have come, less those about the account once one is a member."""
        return len(self._own_mail()) - getattr(self, "_before", 0)

    def _own_mail(self) -> list[dict[str, str]]:
        return [mail for mail in self._compose.mail() if mail["to"] == self._email]

    def _session(self) -> dict[str, Any]:
        session: dict[str, Any] = self._web.get("/api/v1/session").raise_for_status().json()
        return session

    def _post(self, path: str, form: httpx.Response | None = None, **fields: str) -> httpx.Response:
        page = form or self._web.get(path)
        token = re.search(rf'name="{CSRF_FIELD}" value="([^"]+)"', page.text)
        assert token, page.text
        answer = self._web.post(path, data={CSRF_FIELD: token[1], **fields})
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer
