"""Folders, web addresses with next pages, and the Kyrgyz system: asked politely, read to the end, not beyond."""

import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from services.ingest.fetch import Fetcher
from services.ingest.settings import Settings
from services.ingest.source import KYRGYZSTAN, Sources
from shared.errors import Refused
from tests.integration.ingest.conftest import Answer, Place, Site

Serve = Callable[[Callable[[str, dict[str, str]], Answer]], AbstractContextManager[Site]]


@pytest.fixture
async def sources_of(place: Place) -> AsyncIterator[Callable[..., Sources]]:
    """`sources_of(setting=…)`: sources that may read from this machine unless told otherwise."""
    fetchers: list[Fetcher] = []

    def make(**settings: Any) -> Sources:
        own = Settings(**{"allow_private_addresses": True, "retry_seconds": 0.01, "timeout_seconds": 10, **settings})
        fetchers.append(Fetcher(own))
        return Sources(place.pipeline, place.store, fetchers[-1], own)

    yield make
    for fetcher in fetchers:
        await fetcher.close()


def page(files: Path, number: int, following: str | None) -> bytes:
    package = json.loads((files / "release_package_late_publisher.json").read_text())
    package["releases"][0]["ocid"] = f"ocds-made00-{number}"
    package["links"] = {"next": following} if following else {}
    return json.dumps(package).encode()


async def test_given_a_folder_when_read_then_every_data_file_in_it_is(
    sources_of: Callable[..., Sources], files: Path, place: Place
) -> None:
    done = await sources_of().take_in(str(files))
    assert done.events > 0
    assert done.quarantined > 0
    (source,) = await place.store.sources()
    assert (source.source, source.releases) == ("data", done.new_releases)


async def test_given_nothing_there_when_read_then_a_person_is_told(
    sources_of: Callable[..., Sources], tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="no file or folder"):
        await sources_of().take_in(str(tmp_path / "absent.json"))
    with pytest.raises(Refused, match="has no file"):
        await sources_of().take_in(str(tmp_path))


async def test_given_next_pages_when_read_then_they_are_followed_until_one_was_seen(
    sources_of: Callable[..., Sources], site: Serve, files: Path
) -> None:
    links = {"1": "/data?page=2", "2": "data?page=3", "3": "/data?page=1"}

    def answer(path: str, query: dict[str, str]) -> Answer:
        number = query.get("page", "1")
        return Answer(page(files, int(number), links[number]))

    with site(answer) as publisher:
        done = await sources_of().take_in(f"{publisher.url}/data?page=1")
    assert done.events == 3
    assert [query["page"] for _, query in publisher.asked] == ["1", "2", "3"]


async def test_given_the_same_page_under_ever_new_addresses_when_read_then_it_ends(
    sources_of: Callable[..., Sources], site: Serve, files: Path
) -> None:
    with site(lambda path, query: Answer(page(files, 1, "/data/again"))) as publisher:
        await sources_of().take_in(f"{publisher.url}/data")
    assert len(publisher.asked) == 2


async def test_given_a_busy_server_when_asked_then_it_is_asked_again(
    sources_of: Callable[..., Sources], site: Serve, files: Path
) -> None:
    busy = iter([Answer(status=503), Answer(status=429, headers={"retry-after": "0"}), Answer(page(files, 1, None))])
    with site(lambda path, query: next(busy)) as publisher:
        done = await sources_of().take_in(publisher.url)
    assert (done.events, len(publisher.asked)) == (1, 3)


async def test_given_a_server_that_stays_busy_when_asked_then_a_person_is_told(
    sources_of: Callable[..., Sources], site: Serve
) -> None:
    with site(lambda path, query: Answer(status=503)) as publisher, pytest.raises(Refused) as refused:
        await sources_of(attempts=3).take_in(f"{publisher.url}/data?key=secret")
    assert refused.value.code == "unreachable"
    assert "secret" not in refused.value.message
    assert len(publisher.asked) == 3


async def test_given_an_error_page_with_status_200_when_read_then_it_is_in_quarantine(
    sources_of: Callable[..., Sources], site: Serve
) -> None:
    with site(lambda path, query: Answer(b'{"status": 500, "detail": "made up"}')) as publisher:
        done = await sources_of().take_in(publisher.url)
    assert done.reasons == {"not_ocds": 1}


@pytest.mark.parametrize("status", [401, 404])
async def test_given_a_refusal_when_asked_then_it_is_not_asked_again(
    status: int, sources_of: Callable[..., Sources], site: Serve
) -> None:
    with site(lambda path, query: Answer(status=status)) as publisher, pytest.raises(Refused) as refused:
        await sources_of().take_in(publisher.url)
    assert (refused.value.code, len(publisher.asked)) == ("http_status", 1)


async def test_given_a_private_address_when_settings_do_not_allow_it_then_it_is_never_asked(
    sources_of: Callable[..., Sources], site: Serve
) -> None:
    with site(lambda path, query: Answer(b"{}")) as publisher, pytest.raises(Refused) as refused:
        await sources_of(allow_private_addresses=False).take_in(publisher.url)
    assert (refused.value.code, publisher.asked) == ("address", [])


async def test_given_a_document_beyond_the_bound_when_fetched_then_it_is_refused(
    sources_of: Callable[..., Sources], site: Serve
) -> None:
    with site(lambda path, query: Answer(b" " * 5000)) as publisher, pytest.raises(Refused) as refused:
        await sources_of(largest_download=4000).take_in(publisher.url)
    assert (refused.value.code, len(publisher.asked)) == ("too_large", 1)


async def test_given_a_key_in_an_address_when_read_then_it_is_kept_nowhere(
    sources_of: Callable[..., Sources], site: Serve, files: Path, place: Place
) -> None:
    pages = {"1": page(files, 1, "/data?page=2&api_key=secret"), "2": b'{"ocid": 5}'}
    with site(lambda path, query: Answer(pages[query["page"]])) as publisher:
        done = await sources_of().take_in(f"{publisher.url}/data?api_key=secret&page=1")
    assert (done.events, done.quarantined) == (1, 1)
    assert (await place.plain.collection("releases").find_one())["file"].startswith("/data?page=1 ")
    assert (await place.plain.collection("quarantine").find_one())["file"] == "/data?page=2"
    assert [query["api_key"] for _, query in publisher.asked] == ["secret", "secret"]


async def test_given_an_unreadable_file_in_a_folder_when_read_then_it_is_in_quarantine_and_the_others_are_not(
    sources_of: Callable[..., Sources], files: Path, tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.json", "b.json", "c.json"):
        (tmp_path / name).write_bytes(page(files, ord(name[0]), None))

    def opened(path: Path) -> BinaryIO:
        if path.name == "b.json":
            raise PermissionError  # whoever runs the tests may be allowed to read everything
        return path.open("rb")

    monkeypatch.setattr("services.ingest.source._opened", opened)
    done = await sources_of().take_in(str(tmp_path))
    assert (done.events, done.reasons) == (2, {"unreadable": 1})
    ((refused,), _, _) = await place.store.quarantine(10, None)
    assert refused.file == "b.json"


async def test_given_a_file_whose_name_is_no_text_when_read_then_it_is_taken_in(
    sources_of: Callable[..., Sources], files: Path, tmp_path: Path
) -> None:
    (tmp_path / os.fsdecode(b"\xff.json")).write_bytes(page(files, 1, None))
    assert (await sources_of().take_in(str(tmp_path))).events == 1


class KyrgyzApi:
    """The contract of the national API: the newest release of each ocid, by date, strictly after `since`."""

    def __init__(self, releases: list[dict[str, Any]]) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.publish(releases)

    def publish(self, releases: list[dict[str, Any]]) -> None:
        """Replace each ocid's release in place, as the exporter does."""
        for release in releases:
            self.known.pop(release["ocid"], None)
            self.known[release["ocid"]] = release

    def __call__(self, path: str, query: dict[str, str]) -> Answer:
        assert path == "/api/tendering"
        since = datetime.fromisoformat(query["since"])
        size, offset = int(query["size"]), int(query["offset"])
        later = [r for r in self.known.values() if datetime.fromisoformat(r["date"]) > since]
        page = sorted(later, key=lambda r: datetime.fromisoformat(r["date"]))[offset * size : (offset + 1) * size]
        package = {
            "version": "1.1",
            "publisher": {"name": "Ministry of Finance, Public Procurement Department"},
            "releases": page,
            **({"publishedDate": page[-1]["date"]} if page else {}),
        }
        return Answer(json.dumps(package).encode(), headers={"content-type": "application/json"})


def kyrgyz(number: int, day: str, title: str = "t") -> dict[str, Any]:
    return {
        "ocid": f"ocds-h7i0z4-{number}",
        "id": f"ocds-h7i0z4-tender-{number}",
        "date": f"2024-01-{day}+06:00",
        "tag": ["tender"],
        "initiationType": "tender",
        "tender": {"id": number, "title": title, "status": "active", "lots": [{"id": 1}]},
    }


async def test_given_the_kyrgyz_api_when_followed_then_every_change_is_read_and_the_cursor_is_kept(
    sources_of: Callable[..., Sources], site: Serve, place: Place
) -> None:
    api = KyrgyzApi([kyrgyz(n, f"{n:02d}T10:00:00.326") for n in range(1, 8)])
    with site(api) as publisher:
        follow = {"kyrgyzstan_url": f"{publisher.url}/api/tendering", "kyrgyzstan_page": 3}
        first = await sources_of(**follow).take_in(KYRGYZSTAN)
        assert (first.events, await place.store.cursor(KYRGYZSTAN)) == (7, "2024-01-07T04:00:00.326000+00:00")

        api.publish([kyrgyz(2, "08T09:00:00", "changed"), kyrgyz(9, "08T10:00:00")])
        asked = len(publisher.asked)
        second = await sources_of(**follow).take_in(KYRGYZSTAN)  # as after a restart: the cursor is in the database
    assert second.events == 2
    assert publisher.asked[asked][1]["since"] == "2024-01-07T09:00:00.326+06:00"
    told = [(verb, event.ocid, event.version) for verb, event in await place.told()][-2:]
    assert told == [("amended", "ocds-h7i0z4-2", 2), ("opened", "ocds-h7i0z4-9", 1)]


async def test_given_more_releases_of_one_moment_than_a_page_holds_when_followed_then_none_is_missed(
    sources_of: Callable[..., Sources], site: Serve
) -> None:
    api = KyrgyzApi([*(kyrgyz(n, "05T10:00:00") for n in range(1, 8)), kyrgyz(8, "06T10:00:00")])
    with site(api) as publisher:
        done = await sources_of(kyrgyzstan_url=f"{publisher.url}/api/tendering", kyrgyzstan_page=3).take_in(KYRGYZSTAN)
    assert done.events == 8


async def test_given_a_page_with_a_release_that_is_refused_when_followed_then_the_pages_after_it_are_read(
    sources_of: Callable[..., Sources], site: Serve
) -> None:
    broken = {**kyrgyz(2, "02T10:00:00"), "tender": "not an object"}
    api = KyrgyzApi([broken, *(kyrgyz(n, f"{n:02d}T10:00:00") for n in (1, 3, 4, 5))])
    with site(api) as publisher:
        done = await sources_of(kyrgyzstan_url=f"{publisher.url}/api/tendering", kyrgyzstan_page=3).take_in(KYRGYZSTAN)
    assert (done.events, done.reasons) == (4, {"schema": 1})


async def test_given_a_page_of_which_nothing_can_be_taken_in_when_followed_then_the_cursor_moves_past_it(
    sources_of: Callable[..., Sources], site: Serve, place: Place
) -> None:
    broken = [{**kyrgyz(n, f"{n:02d}T10:00:00"), "tender": "not an object"} for n in (1, 2, 3)]
    api = KyrgyzApi([*broken, kyrgyz(4, "04T10:00:00")])
    with site(api) as publisher:
        follow = {"kyrgyzstan_url": f"{publisher.url}/api/tendering", "kyrgyzstan_page": 3}
        assert (await sources_of(**follow).take_in(KYRGYZSTAN)).events == 1
        refused = (await place.store.quarantine(10, None))[1]
        await sources_of(**follow, overlap_seconds=3 * 24 * 3600).take_in(KYRGYZSTAN)
    assert await place.store.cursor(KYRGYZSTAN) == "2024-01-04T04:00:00+00:00"
    assert refused == (await place.store.quarantine(10, None))[1] == 3


async def test_given_an_error_page_when_followed_then_the_cursor_stays(
    sources_of: Callable[..., Sources], site: Serve, place: Place
) -> None:
    await place.store.was_read(KYRGYZSTAN, 0, "2024-01-07T04:00:00+00:00")
    with site(lambda path, query: Answer(b"<html>down for maintenance</html>")) as publisher:
        done = await sources_of(kyrgyzstan_url=f"{publisher.url}/api/tendering").take_in(KYRGYZSTAN)
    assert done.quarantined == 1
    assert await place.store.cursor(KYRGYZSTAN) == "2024-01-07T04:00:00+00:00"


async def test_given_the_made_up_pages_of_the_api_when_served_then_they_are_taken_in_as_they_are(
    sources_of: Callable[..., Sources], site: Serve, data_folder: Path
) -> None:
    folder = data_folder / "kyrgyz-shape-made-up"
    if not folder.is_dir():
        pytest.skip(f"the made-up Kyrgyz pages {folder} are absent")
    pages = [json.loads(path.read_text())["releases"] for path in sorted(folder.glob("page*.json"))]
    api = KyrgyzApi(pages[0])
    events = []
    with site(api) as publisher:
        sources = sources_of(kyrgyzstan_url=f"{publisher.url}/api/tendering", kyrgyzstan_page=5)
        for releases in pages:
            api.publish(releases)
            events.append((await sources.take_in(KYRGYZSTAN)).events)
    # One event for each process that changed between two looks; the last page brings back what was known already.
    assert events == [2, 4, 4, 0]
