"""The faults (故障): what strikes the machine, and how a round draws them. The same seed draws the same faults."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec

from tests.faults.machine import DAY, Machine, until
from tests.faults.postgres import Postgres

KILLED = ("worker", "relay", "follower", "messenger", "server", "up", "app")
PAUSED = ("worker", "relay", "follower", "messenger", "server")
CLOCKS = ("machine", "app")
STOPPED_FOR = 5.0  # seconds, all of them real
WRONG_FOR = 3.0
DOWN_FOR = 1.0
AT_ONCE = 1.5  # a blow that comes sooner than so after another strikes what is just starting
GOES_ON_WITHIN = 120.0  # `up` starts again more and more slowly what dies again and again
KILL = "SIGKILL "
ALL = f"{KILL}all at once"
POSTGRES = f"{KILL}PostgreSQL"
STOP = "SIGSTOP 5 s "
LOST_ANSWER = "answer lost after commit"
LOST_DATABASE = "Temporal database deleted"


class Blow(msgspec.Struct, frozen=True):
    """A fault, and how long after the one before it strikes, in seconds."""

    after: float
    fault: str


def ahead(clock: str, days: int) -> str:
    return f"clock {days:+d} day, {clock}"


def kills(faults: Counter[str]) -> int:
    """How many processes were killed."""
    single = sum(number for name, number in faults.items() if name.startswith(KILL) and name != ALL)
    return single + faults[ALL] * len(KILLED) + faults[LOST_ANSWER] + faults[LOST_DATABASE]


class Blows:
    """Draws the faults of rounds."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def of_round(self, number: int, postgres: bool) -> list[Blow]:
        """Each part is killed by itself, and once more or three times with all; one of each of the other faults."""
        singly = [f"{KILL}{part}" for part in KILLED]
        faults = [*singly, *([ALL] * 3 if number % 2 else singly)]
        faults += [f"{STOP}{self.random.choice(PAUSED)}", LOST_ANSWER]
        faults += [ahead(self.random.choice(CLOCKS), days) for days in (1, -1)]
        faults += [LOST_DATABASE] if number % 2 == 0 else []
        faults += [POSTGRES] * 3 if postgres else []
        return self.shuffled(faults)

    def every_kind(self) -> list[Blow]:
        """One of each."""
        faults = [*(f"{KILL}{part}" for part in KILLED), ALL, LOST_ANSWER, LOST_DATABASE]
        faults += [f"{STOP}{self.random.choice(PAUSED)}", ahead("machine", 1), ahead("app", -1)]
        return self.shuffled(faults)

    def shuffled(self, faults: list[str]) -> list[Blow]:
        self.random.shuffle(faults)
        return [Blow(self.random.uniform(0.5, 4.5), fault) for fault in faults]


class Nemesis:
    """Strikes, and counts what has struck."""

    def __init__(self, machine: Machine, postgres: Postgres | None, wrong: Callable[[float], None]) -> None:
        self.machine = machine
        self.postgres = postgres
        self.wrong = wrong  # told by how many seconds of business time some clock is ahead
        self.struck: Counter[str] = Counter()

    def strike(self, blow: Blow) -> None:
        """After its pause; most blows wait until the app goes on working, so that there is something to break."""
        before = self.machine.journal.stat().st_size
        time.sleep(blow.after)
        if blow.after > AT_ONCE:
            until(lambda: self.machine.journal.stat().st_size > before, GOES_ON_WITHIN)
        assert until(lambda: self.hits(blow.fault), GOES_ON_WITHIN), f"{blow.fault} found nothing to strike"
        self.struck[blow.fault] += 1

    def hits(self, fault: str) -> bool:
        machine = self.machine
        if fault == ALL:
            return self.all_at_once()
        if fault == POSTGRES:
            return self.kill_postgres()
        if fault == LOST_ANSWER:
            return machine.lose_answer()
        if fault == LOST_DATABASE:
            return machine.lose_temporal()
        if fault.startswith(KILL):
            return machine.signal(fault.removeprefix(KILL), signal.SIGKILL)
        if fault.startswith(STOP):
            return self.pause(fault.removeprefix(STOP))
        return self.set_wrong(fault)

    def all_at_once(self) -> bool:
        if not all(self.machine.pid(part) for part in KILLED):
            return False
        struck = [self.machine.signal(part, signal.SIGKILL) for part in KILLED]
        return all(struck)

    def kill_postgres(self) -> bool:
        assert self.postgres is not None
        if not self.postgres.kill():
            return False
        time.sleep(DOWN_FOR)
        self.postgres.start()
        return True

    def pause(self, part: str) -> bool:
        pid = self.machine.pid(part)
        if pid is None or not self.machine.signal(part, signal.SIGSTOP):
            return False
        time.sleep(STOPPED_FOR)
        return self.machine.signal(part, signal.SIGCONT)

    def set_wrong(self, fault: str) -> bool:
        _, days, _, clock = fault.replace(",", "").split()
        self.wrong(max(0.0, int(days) * DAY))
        self.machine.shift(clock, int(days) * DAY)
        time.sleep(WRONG_FOR)
        self.machine.shift(clock, 0.0)
        time.sleep(1.0)  # whoever had read the wrong time has written by now
        self.wrong(0.0)
        return True


def names(faults: Counter[str]) -> Iterator[tuple[str, int]]:
    """In the order in which a reader looks for them."""
    order = [*(f"{KILL}{part}" for part in KILLED), ALL, POSTGRES, LOST_ANSWER, LOST_DATABASE]
    order += [f"{STOP}{part}" for part in PAUSED] + [ahead(clock, days) for clock in CLOCKS for days in (1, -1)]
    return ((name, faults[name]) for name in [*order, *sorted(faults.keys() - set(order))] if faults[name])
