"""The connection to Temporal: the one that the environment names, else the embedded server."""

from __future__ import annotations

import structlog
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.service import RetryConfig, RPCError, RPCStatusCode

from adapters.refusals import SetupRefused
from adapters.temporal.payloads import DATA_CONVERTER
from adapters.temporal.runtime import runtime
from adapters.tracing import plugins
from workflows.waiting import SEARCH_ATTRIBUTES

log = structlog.get_logger(__name__)

GIVE_UP_SOON = RetryConfig(max_elapsed_time_millis=3_000)  # relay and sweeper know how to wait, and say so


def configured() -> ClientConnectConfig | None:
    """What the environment says by the SDK's own rules (TEMPORAL_ADDRESS, TEMPORAL_CONFIG_FILE, ...); None if it
    names no server. Raises SetupRefused."""
    try:
        config = ClientConfig.load_client_connect_config()
    except (RuntimeError, ValueError) as error:
        raise SetupRefused(f"Temporal 的设置读不了，请检查 TEMPORAL_ 开头的环境变量和配置文件：{error}") from error
    return config if "target_host" in config else None


async def connect(config: ClientConnectConfig) -> Client:
    """A client whose messages are ours and whose namespace knows our search attributes. Raises SetupRefused."""
    try:
        client = await Client.connect(
            **config,
            data_converter=DATA_CONVERTER,
            retry_config=GIVE_UP_SOON,
            runtime=runtime(),
            plugins=plugins(),
        )
    except RuntimeError as error:
        raise SetupRefused(
            f"连接不上 Temporal（{config.get('target_host')}）：请检查它是否在运行、地址和证书是否正确"
        ) from error
    await declare_search_attributes(client)
    return client


async def declare_search_attributes(client: Client) -> None:
    """Declare them; again is harmless. A cluster that leaves this to its administrators is only logged: there a
    workflow task says so when they are missing."""
    keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
    request = AddSearchAttributesRequest(
        namespace=client.namespace, search_attributes={key.name: keyword for key in SEARCH_ATTRIBUTES}
    )
    try:
        await client.operator_service.add_search_attributes(request)
    except RPCError as error:
        if error.status not in (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED):
            raise
        log.warning("search_attributes_not_declared", status=error.status.name)
