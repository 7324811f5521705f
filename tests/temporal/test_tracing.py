"""Spans, received by a collector of our own on the loopback."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from adapters.tracing import discreet, plugins
from domain.casework import Caller
from domain.problem.finding import Finding
from domain.problem.registering import Dispatch, RegisterProblem
from tests.temporal.office import CLAIM_ENDS_AT, DISPATCHED_AT, DUE_ON, OFFICE, TOWN, clock_before, open_office
from tests.temporal.polling import until
from tests.temporal.serving import duban, until_happened


class Span(NamedTuple):
    role: str
    name: str
    trace: str


class Collector:
    """Takes spans over HTTP."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.bodies: list[bytes] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._page())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def take(self, body: bytes) -> None:
        self.bodies.append(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            about = {each.key: each.value.string_value for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += [Span(about.get("duban.role", ""), s.name, s.trace_id.hex()) for s in scope.spans]

    def _page(self) -> type[BaseHTTPRequestHandler]:
        collector = self

        class Page(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                collector.take(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Page


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as collector:
        yield collector


@contextmanager
def running() -> Iterator[Collector]:
    collector = Collector()
    threading.Thread(target=collector.server.serve_forever, daemon=True).start()
    yield collector
    collector.server.shutdown()
    collector.server.server_close()


def test_the_trace_of_a_command_bears_its_correlation_id_from_the_relay_to_the_worker(
    collector: Collector, tmp_path: Path
) -> None:
    correlation = uuid4().hex
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "OTEL_BSP_SCHEDULE_DELAY": "200"}
    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, -60)) as office:

        def caller() -> Caller:
            return Caller(person=OFFICE, command_id=uuid4().hex, recorded_at=DISPATCHED_AT, correlation=correlation)

        with duban("up", tmp_path, **environment):
            asyncio.run(until_happened(office, office.dispatched_problem(), "ClaimExpired"))
            finding = Finding("xiaoxian_2022", "SEC.HOUSE", "住房漏雨")
            case_id = office.casework.handle(RegisterProblem(finding), caller()).case_id
            office.casework.handle(Dispatch(TOWN, due_on=DUE_ON), caller(), case_id)
            asyncio.run(until_happened(office, case_id, "ClaimExpired"))

            async def both_have_told() -> bool:
                return {("relay", "SignalWithStartWorkflow:ProblemLifecycle"), ("worker", "RunActivity:let")} <= {
                    (span.role, span.name) for span in collector.spans if span.trace == correlation
                }

            asyncio.run(until(both_have_told))


def test_of_an_error_a_span_says_nothing_but_its_type(collector: Collector) -> None:
    provider = TracerProvider()
    exporter = OTLPSpanExporter(endpoint=f"{collector.address}/v1/traces")
    provider.add_span_processor(SimpleSpanProcessor(discreet(exporter)))
    with pytest.raises(ValueError, match="金丝雀"), provider.get_tracer("test").start_as_current_span("a turn"):
        raise ValueError("金丝雀")
    provider.shutdown()
    assert [span.name for span in collector.spans] == ["a turn"]
    assert b"ValueError" in b"".join(collector.bodies)
    assert "金丝雀".encode() not in b"".join(collector.bodies)


def test_without_an_address_nothing_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    plugins.cache_clear()
    assert plugins() == []
