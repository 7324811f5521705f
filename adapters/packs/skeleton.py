"""Begins a pack: a commented file that is a sound pack as it stands."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from string import Template

from adapters.packs.loading import PARTS
from adapters.refusals import SetupRefused, reason

UNTITLED = "（请写专项行动的名称）"


def begin_pack(pack_id: str, into: Path, title: str = "") -> Path:
    """Write the skeleton into a new folder of that name. Raises SetupRefused."""
    named = re.fullmatch(r"([a-z][a-z0-9_]*?)_?(20\d\d)", pack_id)
    if named is None:
        raise SetupRefused(f"编号“{pack_id}”应由小写字母、数字、下划线组成并以年度结尾，如 safety_2024")
    folder = into / pack_id
    try:
        folder.mkdir(parents=True)
        file = folder / PARTS[0]
        file.write_text(skeleton(pack_id, int(named[2]), title or UNTITLED), encoding="utf-8")
    except FileExistsError:
        raise SetupRefused(f"{folder} 已经存在，没有改动；请换一个编号") from None
    except OSError as error:
        raise SetupRefused(f"写不了 {folder}：{reason(error)}") from error
    return file


def skeleton(pack_id: str, year: int, title: str) -> str:
    text = (files("adapters.packs") / "skeleton.yaml").read_text(encoding="utf-8")
    quoted = json.dumps(title, ensure_ascii=False)  # a text in YAML, whatever signs it has
    return Template(text).substitute(id=pack_id, year=year, title=quoted, prefix=prefix_for(pack_id))


def prefix_for(pack_id: str) -> str:
    """Two letters that may stand before a 问题编号; the office will have better ones."""
    letters = re.sub(r"[^a-z]", "", pack_id).upper()
    return (letters + "XX")[:2]
