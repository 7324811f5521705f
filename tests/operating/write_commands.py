"""Run as a program: people dispatch problem after problem, with evidence, until they are stopped."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.temporal.office import open_office


def main(data: Path) -> None:
    with open_office(data) as office:
        while True:
            householder = f"户主{len(office.log())}"
            office.dispatched_problem(householder=householder)
            photo = data.parent / f"{householder}.jpg"
            photo.write_bytes(b"\xff\xd8\xff\xe0" + householder.encode())
            office.installation.evidence.take_in(photo)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
