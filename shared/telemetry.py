"""Traces and logs: one trace follows a tender from its source to the notification, across NATS.

Between processes a trace travels as its W3C `traceparent` text, in event headers, request headers and outbox rows.
"""

import json
import logging
import random
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, ParentBased
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    TraceFlags,
    format_span_id,
    format_trace_id,
)

from shared.settings import ServiceSettings

_tracer = trace.get_tracer("achyk")
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-3]")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)
_NOT_RECORDED = ("-00", "-02")
"""Ends of a traceparent whose flags do not say "recorded"; `02` says that the id is random."""
_share = 0.0
"""Share of the traces begun in this process that are recorded; none before `start`."""


def start(service: str, settings: ServiceSettings) -> TracerProvider:
    """Set up logs and traces of this process; the provider is to be shut down at the end so that no span is lost."""
    _start_logs(service, settings.log_level)
    return start_traces(service, settings)


def start_traces(service: str, settings: ServiceSettings) -> TracerProvider:
    """Traces alone, for a command at the terminal."""
    global _share  # as the provider itself, one for the process
    _share = settings.trace_ratio
    provider = TracerProvider(
        resource=Resource.create({"service.name": f"achyk-{service}", "service.namespace": "achyk"}),
        sampler=ParentBased(ALWAYS_ON),  # which traces are recorded is decided where they begin, see `span`
        shutdown_on_exit=False,
    )
    if settings.trace_file:
        provider.add_span_processor(BatchSpanProcessor(FileExporter(settings.trace_file), schedule_delay_millis=500))
    if settings.otlp_endpoint:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(settings.otlp_endpoint)))
    trace.set_tracer_provider(provider)
    return provider


class FileExporter(SpanExporter):
    """Spans as JSON lines in one file, appended by every process of an embedded run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Append `spans`; one write, so that lines of several processes do not mix."""
        lines = "".join(json.dumps(_span_record(span)) + "\n" for span in spans)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(lines)
        return SpanExportResult.SUCCESS


def _span_record(span: ReadableSpan) -> dict[str, object]:
    context = span.get_span_context()
    return {
        "trace": format_trace_id(context.trace_id) if context else None,
        "span": format_span_id(context.span_id) if context else None,
        "parent": format_span_id(span.parent.span_id) if span.parent else None,
        "name": span.name,
        "service": span.resource.attributes.get("service.name"),
        "start": span.start_time,
        "end": span.end_time,
        "attributes": dict(span.attributes or {}),
    }


def span(name: str, parent: str | None = None, *, kind: SpanKind = SpanKind.INTERNAL) -> AbstractContextManager[str]:
    """Run a piece of work as a span below `parent` (a traceparent) or the current span; yields its own traceparent.

    A trace that is not recorded costs next to nothing: no span is made, and its traceparent is handed on.
    """
    above = parent if parent is not None and _TRACEPARENT.fullmatch(parent) else _current.get() or _begun()
    if above is not None and above.endswith(_NOT_RECORDED):
        return _HandedOn(above)
    return _recorded(name, above, kind)


class _HandedOn:
    """A piece of work in a trace that is not recorded."""

    __slots__ = ("_token", "_trace")

    def __init__(self, trace: str) -> None:
        self._trace = trace

    def __enter__(self) -> str:
        self._token = _current.set(self._trace)
        return self._trace

    def __exit__(self, *_error: object) -> None:
        _current.reset(self._token)


@contextmanager
def _recorded(name: str, above: str | None, kind: SpanKind) -> Iterator[str]:
    with _tracer.start_as_current_span(name, context=_context(above), kind=kind) as current:
        token = _current.set(_traceparent(current.get_span_context()))
        try:
            yield _current.get() or ""
        finally:
            _current.reset(token)


def recorded(parent: str | None) -> bool:
    """Whether a span below `parent` may be recorded; where not, a span around nothing can be left out."""
    return parent is None or not parent.endswith(_NOT_RECORDED)


def _begun() -> str | None:
    """The traceparent of a new trace that is not to be recorded; None when it is."""
    if random.random() < _share:  # noqa: S311 - a sample, not a secret
        return None
    return f"00-{random.getrandbits(128) or 1:032x}-{random.getrandbits(64) or 1:016x}-02"


def current_trace() -> str | None:
    """The traceparent of the current span; None outside any."""
    return _current.get()


def _traceparent(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def _context(above: str | None) -> Context:
    """The context below which a span begins: a remote parent, or none at all."""
    if above is None:
        return Context()
    _, trace_id, span_id, flags = above.split("-")
    remote = SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))
    return trace.set_span_in_context(NonRecordingSpan(remote), Context())


class JsonLines(logging.Formatter):
    """One JSON object per line with the trace it belongs to."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; exceptions with their type and place, since messages may quote personal data."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if current := _current.get():
            entry["trace"] = current.split("-")[1]
        if record.exc_info and record.exc_info[0]:
            entry["error"] = record.exc_info[0].__name__
            entry["where"] = self._where(record)
        return json.dumps(entry, ensure_ascii=False)

    @staticmethod
    def _where(record: logging.LogRecord) -> list[str]:
        places = []
        traceback = record.exc_info[2] if record.exc_info else None
        while traceback:
            code = traceback.tb_frame.f_code
            places.append(f"{Path(code.co_filename).name}:{traceback.tb_lineno} {code.co_name}")
            traceback = traceback.tb_next
        return places[-8:]


def _start_logs(service: str, level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "uvicorn.access", "uvicorn.error", "pymongo", "faststream", "nats"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
