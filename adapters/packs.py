"""规则包: reads packs and day tables from the one folder that has them, with errors that name file and key."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import yaml

from adapters.day_tables import load_calendar
from domain.calendar import BusinessCalendar
from domain.pack import Pack


class PackError(Exception):
    """A pack cannot be used: the message names the file and what is expected."""


def packs_folder(override: Path | None = None) -> Path:
    """Where packs are: the folder asked for, else the checkout's ``packs/``, else the copy inside the wheel."""
    if override is not None:
        return override
    checkout = Path(__file__).resolve().parent.parent / "packs"
    if checkout.is_dir():
        return checkout
    return Path(str(files("adapters") / "_packs"))


def load_pack(path: Path) -> Pack:
    """Read one ``pack.yaml``. Raises PackError."""
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        pack = msgspec.convert(raw, Pack, strict=False)
    except (OSError, yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise PackError(f"规则包 {path} 有误：{error}") from error
    codes = [category.code for category in pack.taxonomy]
    if len(codes) != len(set(codes)):
        raise PackError(f"规则包 {path} 有误：taxonomy 中有重复的问题类型代码")
    if not pack.policy.layers:
        raise PackError(f"规则包 {path} 有误：policy.layers 至少要有一层复核")
    return pack


@cache
def load_packs(folder: Path) -> dict[str, Pack]:
    """All packs of a folder, by id."""
    packs = [load_pack(path) for path in sorted(folder.glob("*/pack.yaml"))]
    if not packs:
        raise PackError(f"{folder} 中没有规则包")
    return {pack.id: pack for pack in packs}


@cache
def shipped_calendar(folder: Path) -> BusinessCalendar:
    """The business calendar shipped with the packs."""
    return load_calendar(folder / "calendar")
