"""督办函, 整改函: signed, then printed: the text is that of the events whatever happens later, to the byte."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.installation import open_installation
from adapters.settings import Settings
from domain.problem.amending import CorrectDetails
from tests.cli.conftest import Duban
from tests.problem.people import OFFICE, SECOND_OFFICE, TOWN
from tests.problem.story import instant
from tests.supervision_paper.stage import dispatched_problems, given, time_passes, with_people
from tests.tools import needs
from tests.word.reading import pages, paragraphs, rows

LETTER = "XX2022-甲镇-督办函-20220905"
NUMBER = "县专班督办〔2022〕1号"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duban:
    """The morning on which three problems of a town have reached the letter."""
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    at = "2022-09-05 10:00"
    root = DataFolder.open(tmp_path / "data", Clock(datetime.now(UTC), instant(at), 1.0)).root
    with open_installation(Settings(data=root)) as opened:
        casework = with_people(opened.casework)
        time_passes(casework, dispatched_problems(casework, 3, TOWN), at)
    return Duban(root, capsys)


def signed(office: Duban) -> None:
    assert office("letters", "review", LETTER, "--as", SECOND_OFFICE).code == 0
    assert office("letters", "sign", LETTER, "--as", OFFICE).code == 0


@pytest.mark.requirement("R000-01")
def test_a_signed_letter_is_printed_as_its_events_say_it(office: Duban, tmp_path: Path) -> None:
    signed(office)
    out = tmp_path / "函.docx"
    told = office("letters", "print", NUMBER, "--out", out)
    assert told.code == 0, told.err
    said = paragraphs(out.read_bytes())
    assert said[:4] == ["县专班", NUMBER, "关于巩固拓展脱贫攻坚成果集中排查“回头看”专项行动问题整改的督办函", "甲镇："]
    assert said[4].startswith("根据萧巩固办〔2022〕1号，经查，你单位有3个问题未按要求完成整改（见附件），现予督办。")
    assert said[5:] == ["附件：督办问题清单", "县专班", "2022年9月5日", "附件", "督办问题清单"]
    assert rows(out.read_bytes()) == [
        ["序号", "问题编号", "问题类型", "问题", "整改时限", "事由"],
        *(
            [
                str(number),
                f"XX2022-甲镇-000{number}",
                "基础工作方面",
                f"甲镇第{number}件 2022-08-31",
                "2022-08-31",
                "逾期3个工作日",
            ]
            for number in (1, 2, 3)
        ),
    ]


def test_printed_again_it_is_the_same_to_the_byte_whatever_was_corrected_since(office: Duban, tmp_path: Path) -> None:
    signed(office)
    first, again = tmp_path / "1.docx", tmp_path / "2.docx"
    office("letters", "print", LETTER, "--out", first)
    with open_installation(Settings(data=office.folder)) as opened:
        case = opened.find_case("XX2022-甲镇-0001", "problem")
        given(opened.casework, CorrectDetails("笔误", content="完全另一件事"), OFFICE, "2022-09-05 11:00", case)
    office("letters", "print", NUMBER, "--out", again)
    assert first.read_bytes() == again.read_bytes()


def test_what_is_not_signed_is_not_printed_and_what_is_unknown_is_said_in_chinese(
    office: Duban, tmp_path: Path
) -> None:
    out = tmp_path / "函.docx"
    assert "还没有签发" in office("letters", "print", LETTER, "--out", out).err
    assert office("letters", "print", "没有的号", "--out", out).code == 2
    signed(office)
    assert "请写 .docx 或 .pdf" in office("letters", "print", NUMBER, "--out", tmp_path / "函.txt").err
    assert not out.exists()


def test_the_same_letter_as_pdf_says_the_same(office: Duban, tmp_path: Path) -> None:
    needs("libpango-1.0", "font:zh", "pdftotext")
    signed(office)
    out, again = tmp_path / "函.pdf", tmp_path / "再.pdf"
    assert office("letters", "print", NUMBER, "--out", out).code == 0
    office("letters", "print", NUMBER, "--out", again)
    assert out.read_bytes() == again.read_bytes()
    first, annex = pages(out)
    assert first[:2] == ["县专班", NUMBER]
    assert first[-3:] == ["附件：督办问题清单", "县专班", "2022年9月5日"]
    assert annex[0] == "附件"
    assert "".join(annex).count("甲镇第") == 3
