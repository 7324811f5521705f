"""Visits that have reached what was drawn, by the profiles of three packs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml

from domain.sampling.frame import Entry
from domain.sampling.profile import Reached, SamplingProfile, Visit, VisitedVillage
from tests.sampling.villages import household


def profiles() -> dict[str, SamplingProfile]:
    """As a pack is read."""
    text = (Path(__file__).parent / "profiles.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, SamplingProfile], strict=False)


HAOGOU, HEYUAN, QIJIA = (profiles()[name] for name in ("haogou_2023", "heyuan_2018", "qijia_2021"))

SECRETARY, OFFICER = "VILLAGE_SECRETARY", "REVITALISATION_OFFICER"
OTHERS = {code: Reached((Entry(f"{code}-1"),), 4) for code in HAOGOU.others}


def day(text: str) -> date:
    return date.fromisoformat(text)


def households(*classes: str, pool: int = 100) -> Reached:
    """One of each class named, as often as it is named."""
    return Reached(tuple(household(number, *([of_it] if of_it else [])) for number, of_it in enumerate(classes)), pool)


def haogou_village(name: str, number: int, *interviewed: str, team: bool = True, **changed: Any) -> VisitedVillage:
    village = VisitedVillage(
        village=name,
        resident_team=team,
        households=households(*["MONITORED"] * number),
        interviewed=frozenset(interviewed or ("FIRST_SECRETARY", SECRETARY, OFFICER)),
        others=OTHERS,
    )
    return msgspec.structs.replace(village, **changed)


def heyuan_village(name: str, kind: str, lifting: int, poor: int) -> VisitedVillage:
    return VisitedVillage(name, kind, households=households(*["TO_BE_LIFTED"] * lifting, *["NOT_LIFTED"] * poor))


def visit(*villages: VisitedVillage, first: str = "2023-09-15", last: str = "", towns: str = "甲镇") -> Visit:
    return Visit(day(first), day(last or first), villages, frozenset(towns.split()))
