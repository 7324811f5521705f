"""``python -m adapters.roles NAME [PARENT]``: one role, without the rest of the command line.

With the process id of a parent it does not outlive it, not even one that is killed.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # told to stop before anything has begun
    name, *parent = sys.argv[1:]
    if parent:
        die_with(int(parent[0]))
    from adapters.roles.process import run_role
    from adapters.roles.table import ROLES

    return run_role(ROLES[name])


def die_with(parent: int) -> None:
    """The kernel kills us when our parent ends: what was one program goes down as one."""
    import ctypes

    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != parent:  # it had ended before we asked
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
