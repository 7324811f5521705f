"""One event of every topic ever written, as JSON: what is stored today must be readable for ever.

A file is written once, by ``python -m tests.golden`` when a class is new, and never changed. A change of the shape of
an event needs a new topic and an upcaster, and leaves the old file where it is.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def golden_file(topic: str) -> Path:
    return FOLDER / f"{topic}.json"


def golden_topics() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))
