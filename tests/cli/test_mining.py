"""`duban mining`: what it writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Duban


def test_an_export_says_how_much_it_wrote_and_never_overwrites(duban: Duban, tmp_path: Path) -> None:
    out = tmp_path / "log.json"
    said = json.loads(duban("mining", "export", "--out", str(out), "--json").out)
    assert said["events"] == len(json.loads(out.read_bytes())["events"])
    before = out.read_bytes()
    refused = duban("mining", "export", "--out", str(out))
    assert refused.code == 2
    assert "已经存在" in refused.err
    assert out.read_bytes() == before


def test_an_unknown_kind_of_case_is_refused_with_those_there_are(duban: Duban, tmp_path: Path) -> None:
    refused = duban("mining", "export", "--out", str(tmp_path / "x"), "--kind", "什么")
    assert refused.code == 2
    assert "监测对象" in refused.err
    assert list(tmp_path.glob("x*")) == []


def test_a_picture_is_drawn_and_saved_and_never_overwrites(duban: Duban, tmp_path: Path) -> None:
    out = tmp_path / "进度.svg"
    assert duban("picture", "ageing", "--out", str(out)).code == 0
    assert out.read_text("utf-8").startswith("<svg")
    assert duban("picture", "ageing", "--out", str(out)).code == 2
    refused = duban("picture", "burn-down", "--from", "2022-08-31", "--to", "2022-08-01")
    assert (refused.code, "止日不能早于起日" in refused.err) == (2, True)
