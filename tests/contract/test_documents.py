"""The documents in docs/api tell the truth, and a published version only grows."""

import json
from pathlib import Path

import pytest

from achyk import documents
from achyk.compatibility import api_breaks, breaks

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "api"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return documents.documents()


def test_given_the_contracts_then_the_committed_documents_are_what_they_generate(made: dict[str, str]) -> None:
    committed = {
        str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8")
        for path in FOLDER.rglob("*.json")
        if "published" not in path.parts
    }
    stale = [path for path in sorted(made.keys() | committed.keys()) if made.get(path) != committed.get(path)]
    assert stale == [], "run `make contracts`"


def test_given_what_partners_got_first_then_todays_schemas_break_none_of_it(made: dict[str, str]) -> None:
    published = sorted((FOLDER / "published" / "v1").glob("event.*.json"))
    assert published, "the first published schemas are missing"
    for path in published:
        today = made.get(f"schemas/{path.name}")
        assert today is not None, f"{path.name} is no longer offered"
        assert breaks(json.loads(path.read_text(encoding="utf-8")), json.loads(today)) == [], path.name


def test_given_the_web_interface_partners_got_first_then_todays_breaks_none_of_it(made: dict[str, str]) -> None:
    published = json.loads((FOLDER / "published" / "v1" / "openapi.json").read_text(encoding="utf-8"))
    assert api_breaks(published, json.loads(made["openapi.json"]), "/api/v1/") == []


def test_given_the_asyncapi_document_then_every_channel_names_its_stream_or_queue(made: dict[str, str]) -> None:
    described = json.loads(made["asyncapi.json"])
    assert described["asyncapi"] == "3.0.0"
    assert described["channels"]["tender.v1.opened"]["x-stream"] == "TENDERS"
    assert "scoring--tenders--v1" in described["channels"]["tender.v1.opened"]["x-consumers"]
    queues = {key: each for key, each in described["operations"].items() if key.startswith("answer.")}
    assert queues["answer.ask.scoring.flags"]["bindings"]["nats"]["queue"] == "scoring"
