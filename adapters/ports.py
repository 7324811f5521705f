"""Ports of this machine, on the loopback."""

from __future__ import annotations

import random
import socket

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A free port below the range of outgoing connections: while the server is down nobody else is given it, and
    a client that tries to reach it cannot end up connected to itself."""
    while True:
        port = random.randrange(20_000, 32_768)
        if is_free(f"{LOOPBACK}:{port}"):
            return port


def is_free(address: str) -> bool:
    """Whether nobody listens there at the moment."""
    host, port = address.split(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that has just ended is no obstacle
        try:
            probe.bind((host, int(port)))
        except OSError:
            return False
    return True
