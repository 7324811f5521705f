"""The folder of a sample: made once, then only found again; never a folder in which somebody works."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

import msgspec

from adapters.clock import EPOCH, Clock
from adapters.data_folder import DataFolder, write_once, write_over
from adapters.event_store.opening import open_in_folder
from adapters.refusals import SetupRefused
from adapters.sample.making import ENDS_AT, Made, Sample, make

NAME = "sample.json"
KEPT_FILES = ("clock.json", "up.lock")
STANDS_STILL = Clock(EPOCH, EPOCH, 1.0, stands_at=ENDS_AT)
"""The sample's now is its last day for good, so that what it shows today it shows tomorrow."""


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lies in a sample's folder; not ``made`` as long as it is not all there."""

    sample: Sample
    made: Made | None = None


def usual_folder(sample: Sample) -> Path:
    return Path("out") / f"sample-{sample.seed}-{sample.problems}-{sample.towns}"


def found(folder: Path, sample: Sample) -> Made | None:
    """The sample if it lies there already, whole. Raises SetupRefused for a folder that holds anything else."""
    kept = kept_in(folder)
    if kept is None:
        refuse_foreign(folder)
        return None
    if kept.made is not None:
        refuse_another(str(folder), kept.sample, sample, "目录")
    return kept.made


def refuse_foreign(folder: Path, kept: Collection[str] = ()) -> None:
    """Raises SetupRefused for a folder with anything in it but what is kept."""
    if folder.exists() and (not folder.is_dir() or any(one.name not in kept for one in folder.iterdir())):
        raise SetupRefused(f"{folder} 已有内容，且不是样例目录：请另选一个新目录或空目录。未做任何改动。")


def refuse_another(where: str, there: Sample, wanted: Sample, kind: str) -> None:
    """Raises SetupRefused if what lies there is of another size or seed."""
    if there != wanted:
        raise SetupRefused(
            f"{where} 中是另一个样例县（问题{there.problems}件，乡镇{there.towns}个，种子{there.seed}）："
            f"请另选一个{kind}。未做任何改动。"
        )


def kept_in(folder: Path) -> Kept | None:
    file = folder / NAME
    if not file.exists():
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=Kept)
    except msgspec.DecodeError as error:
        raise SetupRefused(f"{file} 已损坏，无法确认这是样例目录：请另选一个目录。未做任何改动。") from error


def make_in(folder: Path, sample: Sample, tell: Callable[[datetime, int], None]) -> Made:
    """Make it there; what is left of an attempt that was broken off goes first. Raises SetupRefused."""
    there = found(folder, sample)
    if there is not None:
        return there
    opened = DataFolder.open(folder, STANDS_STILL)
    with opened.held():
        clear(folder)
        write_over(folder / NAME, msgspec.json.encode(Kept(sample)))
        write_once(opened.vault_key, sample.master_key.hex().encode(), mode=0o600)
        with open_in_folder(opened) as store:
            made = make(sample, store, tell)
        write_over(folder / NAME, msgspec.json.encode(Kept(sample, made)))
    return made


def clear(folder: Path) -> None:
    for left in folder.iterdir():
        if left.name not in KEPT_FILES:
            left.unlink()
