"""How messages travel to and from Temporal: as the JSON of msgspec, typed and strict. Nothing in them is personal."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import (
    BinaryNullPayloadConverter,
    BinaryPlainPayloadConverter,
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverter,
    EncodingPayloadConverter,
    JSONProtoPayloadConverter,
    PayloadConverter,
)
from temporalio.exceptions import FailureError


class MsgspecPayloadConverter(EncodingPayloadConverter):
    """JSON of structs, dates, instants and UUIDs, decoded into the type that the receiver declares."""

    @property
    def encoding(self) -> str:
        return "json/plain"

    def to_payload(self, value: Any) -> Payload:
        return Payload(metadata={"encoding": self.encoding.encode()}, data=msgspec.json.encode(value))

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        return msgspec.json.decode(payload.data, type=type_hint or Any)


class Payloads(CompositePayloadConverter):
    """The usual kinds of payload, with our JSON in the place of the SDK's."""

    def __init__(self) -> None:
        super().__init__(
            BinaryNullPayloadConverter(),
            BinaryPlainPayloadConverter(),
            JSONProtoPayloadConverter(),
            MsgspecPayloadConverter(),
        )


class Failures(DefaultFailureConverter):
    """An error travels as its type and place: its message might quote what is personal, and stays behind."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        super().to_failure(exception, payload_converter, failure)
        if not isinstance(exception, FailureError):  # those are Temporal's own
            failure.message = type(exception).__name__


DATA_CONVERTER = dataclasses.replace(
    DataConverter.default, payload_converter_class=Payloads, failure_converter_class=Failures
)
