"""One event of every topic and shape ever written, as JSON: what is stored today must be readable for ever.

A file is written once, by ``python -m tests.golden`` when a class is new or has got a further optional field, and is
never changed. Any other change of the shape of an event needs a new topic and an upcaster.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def golden_files(topic: str) -> list[Path]:
    """The files of a topic, the newest shape last: ``topic.json``, ``topic~2.json``, ..."""
    first = FOLDER / f"{topic}.json"
    further = sorted(FOLDER.glob(f"{topic}~*.json"), key=lambda path: int(path.stem.rpartition("~")[2]))
    return [*([first] if first.exists() else []), *further]


def next_golden_file(topic: str) -> Path:
    shapes = len(golden_files(topic))
    return FOLDER / (f"{topic}~{shapes + 1}.json" if shapes else f"{topic}.json")


def all_golden_files() -> list[Path]:
    return sorted(FOLDER.glob("*.json"))


def topic_of(file: Path) -> str:
    return file.stem.partition("~")[0]
