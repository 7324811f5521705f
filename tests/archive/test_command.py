"""`duban archive`: a package that was handed over is written with its manifest, and verified without any database."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.installation import open_installation
from adapters.settings import Settings
from domain.archive.collecting import FileItems, HandOverArchive, ItemDraft, OpenArchive, ReceiveArchive
from domain.archive.consolidating import ConsolidateYear, SealYear
from domain.archive.package import ItemKind, archive_id
from tests.archive.stage import (
    ARCHIVIST,
    CAMPAIGN,
    G3,
    LEAD_3,
    LEAD_4,
    POSTS,
    RECEIPT_NUMBER,
    SECOND_ARCHIVIST,
    UNITS,
)
from tests.cli.conftest import Duban, Said
from tests.problem.story import instant
from tests.supervision_paper.stage import given, with_people

pytestmark = pytest.mark.requirement("R003-19", "R003-20", "X-11")
LETTER, LIST = "整改函原文".encode(), "问题清单原文".encode()
QUARTER = f"{G3}2018Q3"


def item(kind: ItemKind, title: str, content: bytes) -> ItemDraft:
    return ItemDraft(kind, title, sha256(content).hexdigest())


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duban:
    """A quarter's package that was handed over and received, with a letter, a list and the number of a receipt."""
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    root = DataFolder.open(tmp_path / "data", Clock(datetime.now(UTC), instant("2018-12-28 10:00"), 1.0)).root
    with open_installation(Settings(data=root)) as opened:
        casework = with_people(opened.casework)
        for further in (*UNITS, *POSTS):
            given(casework, further, "导入员", "2017-01-02 08:00")
        quarter = archive_id(CAMPAIGN, G3, "2018Q3")
        filed = (
            item(ItemKind.LETTER, "九月整改函", LETTER),
            item(ItemKind.QUESTION_LIST, "九月问题清单", LIST),
            RECEIPT_NUMBER,
        )
        given(casework, OpenArchive(CAMPAIGN, G3, "2018Q3"), LEAD_3, "2018-07-02 09:00")
        given(casework, FileItems(filed), LEAD_3, "2018-09-26 09:00", quarter)
        given(casework, HandOverArchive((ItemKind.EXTENSION_PAPER,)), LEAD_3, "2018-09-30 16:00", quarter)
        given(casework, ReceiveArchive("业收〔2018〕3号"), ARCHIVIST, "2018-09-30 17:00", quarter)
    materials = tmp_path / "材料"
    materials.mkdir()
    (materials / "整改函.docx").write_bytes(LETTER)
    return Duban(root, capsys)


def pack(city: Duban, out: Path, number: str = QUARTER, by: str = LEAD_3) -> Said:
    words = ("--files", city.folder.parent / "材料", "--as", by, "--purpose", "填报上报", "--out", out)
    return city("archive", "pack", number, *words)


def test_a_package_has_its_manifest_its_files_and_a_list_in_which_what_is_missing_stands(
    city: Duban, tmp_path: Path
) -> None:
    out = tmp_path / "归档"
    done = pack(city, out)
    assert done.code == 1
    assert f"九月问题清单 {sha256(LIST).hexdigest()}" in " ".join(done.err.replace("\n", "").split("　"))
    rows = list(csv.reader(io.StringIO((out / "材料目录.csv").read_text("utf-8-sig"))))
    assert [(row[1], row[2], row[6]) for row in rows[1:5]] == [
        ("整改函", "九月整改函", "已附"),
        ("问题清单", "九月问题清单", "缺失"),
        ("移交回执（仅编号）", "移交回执", "仅编号"),
        ("延期材料", "", "本期未发生"),
    ]
    assert ("督查通知", "应有而无") in [(row[1], row[6]) for row in rows]
    [letter] = (out / "materials").iterdir()
    assert (letter.read_bytes(), letter.suffix) == (LETTER, ".docx")
    assert "九月问题清单" in (out / "readme.txt").read_text()
    assert json.loads((out / "manifest.json").read_bytes())["missing"]


def test_it_is_verified_with_nothing_but_sha256sum_and_by_the_command_without_a_data_folder(
    city: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (city.folder.parent / "材料" / "清单.xlsx").write_bytes(LIST)
    out = tmp_path / "归档.zip"
    done = pack(city, out)
    [registered] = [one["manifest"] for one in city("archive", "list", "--json").json if one["number"] == QUARTER]
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "没有"))
    assert city("archive", "verify", out, "--hash", registered).code == 0
    with zipfile.ZipFile(out) as packed:
        packed.extractall(tmp_path / "拆开")
    assert (
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "拆开", check=False).returncode == 0
    )
    assert sha256((tmp_path / "拆开" / "manifest.json").read_bytes()).hexdigest() == registered
    assert done.code == 1  # kinds of which there is nothing are still missing
    assert not (tmp_path / "没有").exists()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda folder: next((folder / "materials").iterdir()).write_bytes("改".encode()), "清单上的文件不在包里"),
        (lambda folder: next((folder / "materials").iterdir()).unlink(), "清单上的文件不在包里"),
        (lambda folder: (folder / "materials" / "多.txt").write_text("多"), "包里的文件不在清单上：materials/多.txt"),
        (lambda folder: (folder / "材料目录.csv").write_text("改"), "材料目录.csv"),
        (
            lambda folder: (folder / "manifest.json").write_bytes(
                (folder / "manifest.json").read_bytes().replace(b"NOTICE", b"REPLY")
            ),
            "清单不是登记的那一份",
        ),
    ],
)
def test_whatever_was_touched_is_named(city: Duban, tmp_path: Path, harm: object, says: str) -> None:
    out = tmp_path / "归档"
    pack(city, out)
    [registered] = [one["manifest"] for one in city("archive", "list", "--json").json if one["number"] == QUARTER]
    (city.folder.parent / "材料" / "清单.xlsx").write_bytes(LIST)
    shutil.rmtree(out)
    pack(city, out)
    assert city("archive", "verify", out, "--hash", registered).code == 0
    harm(out)  # type: ignore[operator]
    found = city("archive", "verify", out, "--hash", registered)
    assert (found.code, says in found.err.replace("\n", "")) == (1, True)


def test_a_year_takes_its_quarters_with_it_and_lists_those_that_it_has_not(city: Duban, tmp_path: Path) -> None:
    with open_installation(Settings(data=city.folder)) as opened:
        year = archive_id(CAMPAIGN, "", "2018")
        given(opened.casework, ConsolidateYear(), ARCHIVIST, "2018-12-27 09:00", year)
        given(opened.casework, SealYear("档〔2018〕1号"), SECOND_ARCHIVIST, "2018-12-28 09:00", year)
    out = tmp_path / "年度.zip"
    done = pack(city, out, "2018", ARCHIVIST)
    assert "督查四组2018Q1" in done.err
    assert city("archive", "verify", out).code == 1  # 九月问题清单 is not there
    with zipfile.ZipFile(out) as packed:
        assert f"quarters/{QUARTER}/manifest.json" in packed.namelist()
        shortened = tmp_path / "少.zip"
        with zipfile.ZipFile(shortened, "w") as target:
            for name in packed.namelist():
                if name != f"quarters/{QUARTER}/manifest.json":
                    target.writestr(name, packed.read(name))
    assert "清单上的文件不在包里" in city("archive", "verify", shortened).err


def test_what_is_not_handed_over_yet_is_no_package_and_strangers_get_none(city: Duban, tmp_path: Path) -> None:
    assert "还没有封存" in pack(city, tmp_path / "年", "2018", ARCHIVIST).err
    assert pack(city, tmp_path / "包", by=LEAD_4).code == 2
    assert not (tmp_path / "包").exists()
    assert "不是归档包" in city("archive", "verify", tmp_path).err
    assert "已移交" in city("archive", "list").out
    assert city("archive", "list", "--campaign", "qijia_2021").out == "还没有归档包。\n"
