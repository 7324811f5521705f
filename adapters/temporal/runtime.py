"""The native core of Temporal's SDK: one per process."""

from __future__ import annotations

import logging
from functools import cache

from temporalio.runtime import LogForwardingConfig, LoggingConfig, PrometheusConfig, Runtime, TelemetryConfig

from adapters.metrics import metrics

NATIVE_THREADS_END_WITHIN = 0.5  # the SDK's threads crash an interpreter that exits at once (sdk-python issue 300)


@cache
def runtime() -> Runtime:
    """What it says goes to our own log instead of the terminal; of the calls that it repeats while a server is down
    it says nothing, because the relay and the sweeper do."""
    forwarded = LogForwardingConfig(logging.getLogger("temporalio.core"))
    logged = LoggingConfig(filter="warn,temporalio_client::retry=off", forwarding=forwarded)
    at = metrics().native_address
    shown = PrometheusConfig(bind_address=at, durations_as_seconds=True) if at else None
    return Runtime(telemetry=TelemetryConfig(logging=logged, metrics=shown))
