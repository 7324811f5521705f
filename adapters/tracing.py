"""踪迹: spans of what the relay and the workers do, for OpenTelemetry; off unless OTEL_EXPORTER_OTLP_ENDPOINT is set.

The trace is named by the correlation id of the command that began it, which stands in its events and in our log. No
personal value goes along: of an error only its type does.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter
    from temporalio.client import Plugin

EXPORT_WITHIN = 3.0  # seconds; a collector that is down holds nobody up
CORRELATION = re.compile(r"[0-9a-f]{32}")
TELLS_NOTHING = ("exception.message", "exception.stacktrace")
"""Attributes that may quote a personal value."""


def is_configured() -> bool:
    return bool(os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"))


@contextmanager
def tracing(role: str) -> Iterator[None]:
    """Inside, spans are sent to where the environment says, by OpenTelemetry's own rules."""
    if not is_configured():
        yield
        return
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from temporalio.contrib.opentelemetry import create_tracer_provider

    logging.getLogger("opentelemetry.context").setLevel(logging.CRITICAL)  # a workflow put out of the cache is no error
    provider = create_tracer_provider(resource=Resource.create({"service.name": "duban", "duban.role": role}))
    provider.add_span_processor(BatchSpanProcessor(discreet(OTLPSpanExporter(timeout=EXPORT_WITHIN))))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()


@cache
def plugins() -> list[Plugin]:
    """What a Temporal client needs so that spans are made of its calls and of its workers' work."""
    if not is_configured():
        return []
    from temporalio.contrib.opentelemetry import OpenTelemetryPlugin

    return [OpenTelemetryPlugin(add_temporal_spans=True)]


@contextmanager
def part_of(correlation: str) -> Iterator[None]:
    """Spans made inside belong to the trace of the command with this correlation id."""
    if not is_configured() or not CORRELATION.fullmatch(correlation):
        yield
        return
    from opentelemetry import trace

    command = trace.SpanContext(
        trace_id=int(correlation, 16),
        span_id=int(correlation[16:], 16) or 1,
        is_remote=True,
        trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
    )
    with trace.use_span(trace.NonRecordingSpan(command)):
        yield


def discreet(exporter: SpanExporter) -> SpanExporter:
    """The same exporter, without what errors say."""
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class Discreet(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            return exporter.export([without_messages(span) for span in spans])

        def shutdown(self) -> None:
            exporter.shutdown()

        def force_flush(self, timeout_millis: int = 30_000) -> bool:
            return exporter.force_flush(timeout_millis)

    return Discreet()


def without_messages(span: ReadableSpan) -> ReadableSpan:
    from opentelemetry.sdk.trace import Event, ReadableSpan
    from opentelemetry.trace import Status

    events = [
        Event(e.name, {k: v for k, v in (e.attributes or {}).items() if k not in TELLS_NOTHING}, e.timestamp)
        for e in span.events
    ]
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        events=events,
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
