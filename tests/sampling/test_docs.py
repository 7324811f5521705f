"""What docs/drawing.md says is so: its commands are run, and give what it prints and what we draw."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from random import Random

import pytest

from domain.sampling.drawing import draw
from domain.sampling.frame import Entry, commitment, frame_hash, frame_text, freeze
from domain.sampling.rule import DrawPlan, DrawRule
from tests.sampling.villages import some_households

TEXT = (Path(__file__).parents[2] / "docs" / "drawing.md").read_text(encoding="utf-8")
(SCRIPT,) = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
(PRINTED,) = re.findall(r"```\n(承诺.*?)```", TEXT, re.DOTALL)
(SEED,) = re.findall(r"seed=(\w+)", SCRIPT)


def run(script: str, folder: Path) -> str:
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.requirement("R000-24")
def test_the_commands_draw_what_the_page_prints_and_what_we_draw(tmp_path: Path) -> None:
    frame = freeze(Entry(f"H{number:02d}") for number in range(1, 11))
    drawn = draw(frame, SEED, DrawPlan("入户调查", DrawRule("农户", 3)))
    ours = "\n".join((f"承诺 {commitment(SEED)}", f"名单 {frame_hash(frame)}", *drawn.ids))
    assert run(SCRIPT, tmp_path) == PRINTED == f"{ours}\n"


def test_the_text_of_a_frame_is_hashed_and_sorted_by_the_same_commands(tmp_path: Path) -> None:
    frame = freeze(some_households(Random(1), 40, {"MONITORED": 0.5, "DISABLED": 0.5}, villages=3))
    (tmp_path / "frame.txt").write_text(frame_text(frame), encoding="utf-8")
    assert run("LC_ALL=C sort frame.txt | sha256sum | cut -d' ' -f1", tmp_path).strip() == frame_hash(frame)
