"""The roles (分工): one row for each kind of process. Another one is another row."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import NamedTuple

from adapters.installation import Installation

Work = Callable[[Installation, asyncio.Event], Awaitable[None]]
"""Works until the event is set, then ends what it has in hand."""


class Role(NamedTuple):
    """One kind of process."""

    name: str
    """As it is typed: ``duban NAME``."""
    title: str
    """As people are told."""
    place: str
    """``module:function`` of its Work; imported only in the process that does it."""

    def work(self) -> Work:
        module, function = self.place.split(":")
        work: Work = getattr(import_module(module), function)
        return work


ROLES = {
    role.name: role
    for role in (
        Role("worker", "时限执行", "adapters.roles.working:work"),
        Role("relay", "时限传送", "adapters.roles.relaying:relay"),
        Role("follower", "台账跟随", "adapters.roles.following:follow"),
        Role("messenger", "通知发送", "adapters.roles.messaging:carry"),
    )
}
