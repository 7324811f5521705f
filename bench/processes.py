"""What a process takes, as Linux says it in /proc."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

TICK = os.sysconf("SC_CLK_TCK")
MIB = 1024.0  # /proc counts in KiB


class Process(NamedTuple):
    """A running process by its pid; those that it started count with it."""

    name: str
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time so far, its own and the kernel's for it, and of those it started."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        if after_name[0] == "Z":
            raise SystemExit(f"{self.name} has ended; its last words are in its log")
        own = (int(after_name[11]) + int(after_name[12])) / TICK
        return own + sum(child.cpu() for child in self.children())

    def children(self) -> list[Process]:
        """Those it has started and that run, each named by the word before its last, which is the role."""
        pids = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        words = [Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0") for pid in pids]
        return [Process(line[-2].decode(), int(pid)) for pid, line in zip(pids, words, strict=True)]

    def resident(self) -> float:
        """MiB of memory now, of itself."""
        return self._status("VmRSS")

    def peak(self) -> float:
        """MiB of memory at most so far, of itself."""
        return self._status("VmHWM")

    def _status(self, field: str) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == field:
                return int(value.split()[0]) / MIB
        return 0.0
