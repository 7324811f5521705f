"""What is wrong with a pack: where it stands, what is there, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from adapters.refusals import SetupRefused

Path = tuple[str | int, ...]


class PackFault(msgspec.Struct, frozen=True):
    """One thing to put right. ``path`` leads into the pack: ``taxonomy[4].items[1].threshold``, counted from 1."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file} 第{self.line}行{f' {self.path}' if self.path else ''}：{self.message}"


class PackError(SetupRefused):
    """A pack cannot be used: every fault that was found, a line each."""

    def __init__(self, faults: Iterable[PackFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("规则包有误：\n" + "\n".join(str(fault) for fault in self.faults))


def path_text(path: Path) -> str:
    """``("taxonomy", 3, "label")`` as ``taxonomy[4].label``."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text
