"""Where the embedded Temporal is: `duban up` leaves its address in the data folder, the other processes read it."""

from __future__ import annotations

import msgspec
from temporalio.client import Client

from adapters.data_folder import DataFolder, write_over
from adapters.refusals import SetupRefused
from adapters.temporal.connection import configured, connect


class Running(msgspec.Struct, frozen=True):
    """The embedded server of a data folder. The file outlives it, so that the next one takes the same address."""

    address: str
    pid: int
    """Another one after every start."""


def read_run_file(folder: DataFolder) -> Running | None:
    """None: no server has ever run here, or the file is damaged; the next start writes it anew."""
    try:
        return msgspec.json.decode((folder.run / "temporal.json").read_bytes(), type=Running)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write_run_file(folder: DataFolder, running: Running) -> None:
    write_over(folder.run / "temporal.json", msgspec.json.encode(running))


async def connect_from(folder: DataFolder) -> Client:
    """A client of the Temporal that the environment names, or of the one that `duban up` runs in this folder.

    Raises SetupRefused.
    """
    config = configured()
    if config is not None:
        return await connect(config)
    running = read_run_file(folder)
    if running is None:
        raise SetupRefused("没有可用的 Temporal：请先在本机运行 duban up，或用 TEMPORAL_ADDRESS 指明一个")
    return await connect({"target_host": running.address})
