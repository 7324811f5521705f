"""Run as a program: people dispatch problem after problem, with evidence, until they are stopped."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.temporal.office import open_office

PAUSE = 0.05
"""Seconds between two problems: each of them has to be armed again afterwards."""


def main(data: Path) -> None:
    with open_office(data) as office:
        while True:
            householder = f"户主{len(office.log())}"
            office.dispatched_problem(householder=householder)
            photo = data.parent / f"{householder}.jpg"
            photo.write_bytes(b"\xff\xd8\xff\xe0" + householder.encode())
            office.installation.evidence.take_in(photo)
            time.sleep(PAUSE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
