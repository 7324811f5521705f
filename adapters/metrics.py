"""指标: how this process is doing, for Prometheus. Off unless DUBAN_METRICS names an address; never a personal value.

One registry and one page for each process: our own figures, and below them those of Temporal's SDK where it is loaded.
A figure is read when it is asked for, so whatever reads it must be cheap.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from traceback import extract_tb
from urllib.error import URLError
from urllib.request import urlopen

import structlog
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from adapters.ports import LOOPBACK, free_port
from adapters.refusals import SetupRefused, reason

log = structlog.get_logger(__name__)

NATIVE_ANSWERS_WITHIN = 2.0  # seconds
PAGE = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[str, ...]
Read = Callable[[], Mapping[Labels, float]]
"""The figures of this moment, by the values of their labels; without labels the one figure of the key ``()``."""


class Figures(Collector):
    """One gauge. A reading that fails is left out of the page, and is in the log."""

    def __init__(self, name: str, meaning: str, labels: Labels, read: Read) -> None:
        self.name, self.meaning, self.labels, self.read = name, meaning, labels, read

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(self.name, self.meaning, labels=self.labels)
        try:
            for values, figure in self.read().items():
                family.add_metric(values, figure)
        except Exception as error:  # any part adds its own reading: one that fails must not take the page away
            *_, place = extract_tb(error.__traceback__)
            at = f"{Path(place.filename).name}:{place.lineno}"
            log.warning("figure_not_read", figure=self.name, error=type(error).__name__, at=at)
            return
        yield family

    def describe(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(self.name, self.meaning, labels=self.labels)


class Metrics:
    """The figures of this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.native_address: str | None = None
        """Where Temporal's SDK is to show its own figures; None: nobody asks for them."""
        self.moments = Counter(
            "duban_moments", "Moments that this worker was asked to let happen, by answer", ["answer"], registry=None
        )
        self.commands = Counter("duban_commands", "Commands carried into the ledgers", ["channel"], registry=None)
        self.restarts = Counter("duban_restarts", "Processes started again by duban up", ["role"], registry=None)

    @property
    def on(self) -> bool:
        return self.native_address is not None

    def count(self, counter: Counter) -> None:
        """Show a counter from now on."""
        self.registry.register(counter)

    def figures(self, name: str, meaning: str, read: Read, labels: Labels = ()) -> None:
        """Show a gauge from now on: ``read`` is called in another thread at every look."""
        self.registry.register(Figures(name, meaning, labels, read))

    def serve(self, address: str, role: str) -> ThreadingHTTPServer:
        """Show them at ``host:port`` until the process ends. Raises SetupRefused."""
        host, _, port = address.rpartition(":")
        try:
            server = ThreadingHTTPServer((host or LOOPBACK, int(port)), page_of(self))
        except (ValueError, OverflowError) as error:
            raise SetupRefused(f"DUBAN_METRICS 应为 主机:端口，如 127.0.0.1:9464，现为 {address}") from error
        except OSError as error:
            raise SetupRefused(f"指标地址 {address} 不能使用：{reason(error)}") from error
        self.native_address = f"{LOOPBACK}:{free_port()}"
        self.figures(
            "duban_build_info", "This program; always 1", lambda: {(version("duban"), role): 1.0}, ("version", "role")
        )
        threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
        log.info("metrics_shown", at=address)
        return server

    def page(self) -> bytes:
        return generate_latest(self.registry) + self._native()

    def _native(self) -> bytes:
        """What the SDK shows; nothing where it is not loaded."""
        try:
            with urlopen(f"http://{self.native_address}/metrics", timeout=NATIVE_ANSWERS_WITHIN) as answer:
                found: bytes = answer.read()
        except (URLError, TimeoutError):
            return b""
        return found


@cache
def metrics() -> Metrics:
    """One per process."""
    return Metrics()


def page_of(shown: Metrics) -> type[BaseHTTPRequestHandler]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.partition("?")[0] != "/metrics":
                self.send_error(404)
                return
            content = shown.page()
            self.send_response(200)
            self.send_header("Content-Type", PAGE)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *_: object) -> None:
            """A look at the page is no line of the log."""

    return Page


def next_address(address: str, steps: int) -> str:
    """The address so many ports further: what `duban up` gives to each of its processes."""
    host, _, port = address.rpartition(":")
    return f"{host}:{int(port) + steps}" if port.isdigit() else address
