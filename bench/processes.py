"""What a process takes, as Linux says it in /proc."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

TICK = os.sysconf("SC_CLK_TCK")
MIB = 1024.0  # /proc counts in KiB


class Process(NamedTuple):
    """A running process by its pid."""

    name: str
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time so far, its own and the kernel's for it."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        if after_name[0] == "Z":
            raise SystemExit(f"{self.name} has ended; its last words are in its log")
        return (int(after_name[11]) + int(after_name[12])) / TICK

    def resident(self) -> float:
        """MiB of memory now."""
        return self._status("VmRSS")

    def peak(self) -> float:
        """MiB of memory at most so far."""
        return self._status("VmHWM")

    def _status(self, field: str) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == field:
                return int(value.split()[0]) / MIB
        return 0.0
