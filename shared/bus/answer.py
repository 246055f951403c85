"""Request-reply: a function from one contract to another becomes a request handler that always answers.

The reply is a typed envelope, `{"ok": true, "result": …}` or `{"ok": false, "error": {code, message, detail}}`; a
caller never waits for a handler that failed. Replicas of a service share a queue group.
"""

import inspect
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from faststream.nats import NatsBroker, NatsMessage
from opentelemetry.trace import SpanKind
from pydantic import BaseModel, ValidationError

from shared import metrics, telemetry
from shared.errors import Refused, Unavailable

log = logging.getLogger(__name__)

Ask = TypeVar("Ask", bound=BaseModel)
Answer = TypeVar("Answer", bound=BaseModel)
_FIELDS_SHOWN = 20
AT_ONCE = 32
"""Requests of one subject that a replica answers at the same time; a slow one must not hold up the others."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request a service answers; the interface documents are generated from these."""

    subject: str
    service: str
    ask: type[BaseModel]
    answer: type[BaseModel]
    purpose: str


async def _whole(message: NatsMessage) -> NatsMessage:
    """Decoder that hands the handler the message itself: body and headers, undecoded."""
    return message


def register(
    broker: NatsBroker,
    service: str,
    subject: str,
    function: Callable[[Ask], Awaitable[Answer]],
    away: Callable[[BaseException], bool],
) -> Question:
    """Answer `subject` with `function`; its annotations are the contract. Returns what was registered."""
    hints = get_type_hints(function)
    parameter = next(iter(inspect.signature(function).parameters))
    ask_type, answer_type = hints[parameter], hints["return"]

    async def handle(message: NatsMessage) -> bytes:
        begun = time.perf_counter()
        with telemetry.span(subject, message.headers.get("traceparent"), kind=SpanKind.SERVER):
            outcome, reply = await _reply(subject, ask_type, function, message.body, away)
        metrics.REQUESTS.labels(subject, outcome).inc()
        metrics.REQUEST_SECONDS.labels(subject).observe(time.perf_counter() - begun)
        return reply

    broker.subscriber(subject, queue=service, decoder=_whole, max_workers=AT_ONCE)(handle)
    return Question(subject, service, ask_type, answer_type, inspect.getdoc(function) or inspect.getdoc(ask_type) or "")


async def _reply(
    subject: str,
    ask_type: type[Ask],
    function: Callable[[Ask], Awaitable[Answer]],
    body: bytes,
    away: Callable[[BaseException], bool],
) -> tuple[str, bytes]:
    try:
        result = await function(ask_type.model_validate_json(body))
    except ValidationError as error:
        return "invalid", refusal(Refused("invalid", "The request is not well formed.", _fields(error)))
    except Refused as error:
        return error.code, refusal(error)
    except Exception as error:
        code = "unavailable" if isinstance(error, Unavailable) or away(error) else "internal"
        log.error("%s: %s", subject, type(error).__name__, exc_info=error)
        return code, refusal(Refused(code, "The service could not answer; try again in a moment."))
    return "ok", b'{"ok":true,"result":' + result.model_dump_json().encode() + b"}"


def refusal(error: Refused) -> bytes:
    """The reply that says no."""
    content = {"code": error.code, "message": error.message, "detail": error.detail}
    return json.dumps({"ok": False, "error": content}, ensure_ascii=False, default=str).encode()


def _fields(error: ValidationError) -> dict[str, Any]:
    """Which fields are wrong and why, without the values, which may be personal."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)[:_FIELDS_SHOWN]
    return {
        "fields": [{"field": ".".join(map(str, problem["loc"])), "problem": problem["msg"]} for problem in problems]
    }
