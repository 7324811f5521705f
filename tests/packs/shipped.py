"""The shipped packs, and folders of packs made for a test."""

from __future__ import annotations

from pathlib import Path

from adapters.packs import PackFault, load_packs, load_themes, packs_folder, read_pack
from domain.pack import Pack
from domain.taxonomy import CheckItem

SHIPPED = ("assessment_2020", "haogou_2023", "heyuan_2018", "qijia_2021", "xiaoxian_2022")
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "packs"

SOUND = """\
id: made_2024
title: 试写的规则包
year: 2024
number_prefix: MD
policy:
  version: "1"
  layers:
    - {number: 1, name: 乡镇复核, roles: [TOWN]}
taxonomy:
  - {code: A, label: 甲类}
  - {code: B, label: 乙类}
"""
"""The least that a pack may say."""


def pack(pack_id: str) -> Pack:
    return load_packs(packs_folder())[pack_id]


def check_items(of: Pack) -> list[CheckItem]:
    return [item for category in of.taxonomy for item in category.items]


def made(folder: Path, text: str = SOUND, **others: str) -> Path:
    """A pack of that text in a folder of the right name; ``others`` are its further files."""
    home = folder / "made_2024"
    home.mkdir(exist_ok=True)
    (home / "pack.yaml").write_text(text, encoding="utf-8")
    for name, content in others.items():
        (home / f"{name}.yaml").write_text(content, encoding="utf-8")
    return home


def faults_of(home: Path) -> tuple[PackFault, ...]:
    return read_pack(home, load_themes(packs_folder())).faults
