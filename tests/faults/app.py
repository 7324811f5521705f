"""Run as a program: a clerk who gives commands to the cases of a data folder until he is stopped or killed.

    python -m tests.faults.app JOURNAL PAUSE

takes the installation from the environment, and pauses so many seconds between two commands. What nobody has answered
when it was killed is asked again, under the same ids, by the next one. While the file ``lose-answer`` lies beside the
journal, it kills itself after the next commit and before anybody is told: the answer is lost.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from adapters.installation import Installation, open_installation
from adapters.settings import settings_from
from domain.casework import Caller
from domain.problem.registering import RegisterProblem
from domain.refusal import Refused
from tests.faults.journal import Journal, Order, Told, read
from tests.faults.load import Clerk

AGAIN = 0.3  # seconds, while a database does not answer


class App:
    def __init__(self, opened: Installation, journal: Journal, told: Told, pause: float) -> None:
        self.opened = opened
        self.journal = journal
        self.told = told
        self.pause = pause
        self.stopping = False
        self.loses = journal.path.with_name("lose-answer")
        asked = len(told.orders)
        self.clerk = Clerk(opened.casework, list(opened.case_ids()), "app", asked, f"{journal.path} {asked}")

    def run(self) -> None:
        for order in list(self.told.open):
            self.give(order)
        while not self.stopping:
            if (following := self.clerk.next(self.opened.now())) is not None:
                self.give(following)
            time.sleep(self.pause)

    def give(self, order: Order) -> None:
        """Ask until somebody answers."""
        while True:
            self.journal.ask(order)
            try:
                self.ask(order)
                return
            except Refused as refusal:
                self.journal.answer(order, "refused", refusal.code)
                return
            except Exception as error:  # whatever it is, nobody knows what came of it
                self.journal.answer(order, "unknown", type(error).__name__)
                print(f"{order.id}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            time.sleep(AGAIN)

    def ask(self, order: Order) -> None:
        by = Caller(person=order.by, command_id=order.id, recorded_at=self.opened.now())
        recorded = self.opened.casework.handle(order.command, by, order.case_id)
        if self.loses.exists():
            self.loses.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        self.journal.answer(order, "ok")
        if isinstance(order.command, RegisterProblem):
            self.clerk.cases.append(recorded.case_id)


def main(path: Path, pause: float) -> None:
    with open_installation(settings_from(os.environ)) as opened:
        app = App(opened, Journal(path), read(path), pause)

        def stop(_: int, __: FrameType | None) -> None:
            app.stopping = True

        signal.signal(signal.SIGTERM, stop)
        app.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
