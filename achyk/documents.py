"""The interface documents: JSON Schemas of events and requests, AsyncAPI 3, OpenAPI 3.1; all made from the code.

`python -m achyk.documents write` writes them into `docs/api/`. Tests fail when what is committed there is stale, or
when an event or request of a published version changed in a way that is not additive (`achyk.compatibility`).
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from achyk.supervisor import SERVICES
from shared import topology
from shared.bus import Question
from shared.contracts.case import CasePublished, CaseStepped
from shared.contracts.delivery import Channel, DeliveryEvent
from shared.contracts.judgement import FlagJudged
from shared.contracts.learning import CourseEvent
from shared.contracts.ledger import Recorded
from shared.contracts.letter import LetterEvent, LetterVerb
from shared.contracts.outcome import OutcomeRecorded
from shared.contracts.risk import FlagEvent, RiskVerb
from shared.contracts.tender import TenderEvent, TenderVerb
from shared.contracts.triage import Triaged

FOLDER = Path("docs/api")
SERVERS = {"embedded": {"host": "127.0.0.1:4223", "protocol": "nats", "description": "The embedded run"}}
EVENTS: tuple[tuple[str, tuple[str, ...], str, type[BaseModel]], ...] = (
    ("tender.v1", tuple(TenderVerb), ".{country}.{buyer}", TenderEvent),
    ("risk.v1", tuple(RiskVerb), ".{indicator}.{country}.{buyer}", FlagEvent),
    ("case.v1", ("flag_judged",), ".{country}.{indicator}", FlagJudged),
    ("case.v1", ("triaged",), ".{country}", Triaged),
    ("case.v1", ("published",), ".{country}.{region}", CasePublished),
    ("case.v1", ("outcome_recorded",), ".{country}.{kind}", OutcomeRecorded),
    ("case.v1", ("status_changed",), ".{country}.{region}", CaseStepped),
    ("case.v1", ("recorded",), ".{kind}", Recorded),
    ("letter.v1", tuple(LetterVerb), ".{country}.{kind}", LetterEvent),
    ("course.v1", ("published",), "", CourseEvent),
    ("delivery.v1", tuple(Channel), "", DeliveryEvent),
)
"""Event families: prefix, verbs, keys of the subject, body."""


def questions() -> list[Question]:
    """Every request any service answers, as the services themselves register them."""
    found = []
    for name in SERVICES:
        service = importlib.import_module(f"services.{name}.app").build()
        found += service.bus.questions
        service.store.close()
    return sorted(found, key=lambda question: question.subject)


def schemas(asked: list[Question]) -> dict[str, dict[str, Any]]:
    """One self-contained JSON Schema per event body and per request, by file name."""
    models: dict[str, type[BaseModel]] = {}
    for prefix, verbs, _, body in EVENTS:  # a later family of one prefix is told apart by its verb
        models[f"event.{prefix}" if f"event.{prefix}" not in models else f"event.{prefix}.{verbs[0]}"] = body
    for question in asked:
        models[f"{question.subject}.request"] = question.ask
        models[f"{question.subject}.reply"] = question.answer
    return {name: model.model_json_schema(mode="serialization") for name, model in models.items()}


def asyncapi(asked: list[Question]) -> dict[str, Any]:
    """AsyncAPI 3.0: every subject, with its stream and durable consumers or its queue group."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    bodies = [body for _, _, _, body in EVENTS] + [
        each for question in asked for each in (question.ask, question.answer)
    ]
    for body in bodies:
        messages[body.__name__] = {
            "contentType": "application/json",
            "payload": {"$ref": f"#/components/schemas/{body.__name__}"},
        }
    for prefix, verbs, keys, body in EVENTS:
        _event_channels(channels, operations, prefix, verbs, keys, body)
    for question in asked:
        _question_channel(channels, operations, question)
    _, definitions = models_json_schema(
        [(body, "serialization") for body in dict.fromkeys(bodies)], ref_template="#/components/schemas/{model}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Achyk events and requests",
            "version": "1.0.0",
            "license": {"name": "AGPL-3.0-or-later"},
            "description": "CloudEvents 1.0 in binary mode over NATS JetStream; request-reply over NATS.",
        },
        "servers": SERVERS,
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": definitions["$defs"]},
    }


def _event_channels(
    channels: dict[str, Any],
    operations: dict[str, Any],
    prefix: str,
    verbs: tuple[str, ...],
    keys: str,
    body: type[BaseModel],
) -> None:
    for verb in verbs:
        address = f"{prefix}.{verb}{keys}"
        name = f"{prefix}.{verb}"
        parameters: dict[str, Any] = {
            key: {} for key in ("country", "buyer", "indicator", "kind", "region") if f"{{{key}}}" in keys
        }
        channels[name] = {
            "address": address,
            "parameters": parameters,
            "messages": {body.__name__: {"$ref": f"#/components/messages/{body.__name__}"}},
            "x-stream": topology.stream_of(address),
            "x-consumers": [
                consumer.name
                for consumer in topology.CONSUMERS
                if consumer.subject in (f"{prefix}.>", name, f"{name}.>")
            ],
        }
        operations[f"publish.{name}"] = {"action": "send", "channel": {"$ref": f"#/channels/{_escaped(name)}"}}


def _question_channel(channels: dict[str, Any], operations: dict[str, Any], question: Question) -> None:
    reply = f"{question.subject}.reply"
    channels[question.subject] = {
        "address": question.subject,
        "description": question.purpose,
        "messages": {question.ask.__name__: {"$ref": f"#/components/messages/{question.ask.__name__}"}},
    }
    channels[reply] = {
        "address": None,
        "messages": {question.answer.__name__: {"$ref": f"#/components/messages/{question.answer.__name__}"}},
    }
    operations[f"answer.{question.subject}"] = {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{_escaped(question.subject)}"},
        "reply": {"channel": {"$ref": f"#/channels/{_escaped(reply)}"}},
        "bindings": {"nats": {"queue": question.service}},
    }


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def documents() -> dict[str, str]:
    """Every document by its path below `docs/api`, as the text of the file."""
    from services.gateway.app import openapi

    asked = questions()
    content: dict[str, Any] = {f"schemas/{name}.json": schema for name, schema in schemas(asked).items()}
    content["asyncapi.json"] = asyncapi(asked)
    content["openapi.json"] = openapi()
    return {
        path: json.dumps(each, indent=2, ensure_ascii=False, sort_keys=True) + "\n" for path, each in content.items()
    }


def write(folder: Path = FOLDER) -> None:
    """Write all documents and delete those that are no longer made."""
    made = documents()
    for path, text in made.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for stray in (folder / "schemas").glob("*.json"):
        if f"schemas/{stray.name}" not in made:
            stray.unlink()


if __name__ == "__main__":
    if sys.argv[1:] != ["write"]:
        raise SystemExit("usage: python -m achyk.documents write")
    write()
