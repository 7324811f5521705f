"""`duban documents`: drafted, reviewed, signed, shown and printed; 约谈记录 and 移交函 by `duban letters print`."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document

from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.installation import open_installation
from adapters.settings import Settings
from adapters.word.own import shipped
from domain.accountability import Misconduct
from domain.document.kinds import DocumentKind
from domain.referral.answering import HandOverReferral, ListedItem
from domain.referral.proposing import ApproveReferral, ProposeReferral
from tests.cli.conftest import Duban
from tests.problem.people import GROUP_HEAD, HEAD, OFFICE, SECOND_OFFICE, TEAM_LEAD, TOWN
from tests.problem.story import instant
from tests.referral.stage import DISCIPLINE_BODY, POSTS, UNITS
from tests.supervision_paper.stage import dispatched_problems, given, time_passes, with_people
from tests.tools import needs
from tests.word.reading import pages, paragraphs, rows

INTERVIEW = "XX2022-甲镇-约谈-20220915"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duban:
    """Two problems of a town are ten working days late."""
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    at = "2022-09-15 10:00"
    root = DataFolder.open(tmp_path / "data", Clock(datetime.now(UTC), instant(at), 1.0)).root
    with open_installation(Settings(data=root)) as opened:
        casework = with_people(opened.casework)
        time_passes(casework, dispatched_problems(casework, 2, TOWN), at)
    return Duban(root, capsys)


def drafted(office: Duban, *words: str) -> str:
    draft = ("documents", "draft", "催办通知", "--about", TOWN, "--campaign", "xiaoxian_2022", "--as", OFFICE)
    said = office(*draft, *words, "--json")
    assert said.code == 0, said.err
    number: str = said.json["number"]
    return number


def test_a_document_goes_its_way_and_is_printed(office: Duban, tmp_path: Path) -> None:
    number = drafted(office, "--copy", "县政府")
    assert number == "XX2022-文稿-0001"
    draft, out = tmp_path / "稿.docx", tmp_path / "函.docx"
    assert office("documents", "print", number, "--out", draft).code == 0
    assert paragraphs(draft.read_bytes())[0] == "【草稿，尚未签发】"
    assert "拟稿人" in office("documents", "review", number, "--as", OFFICE).err
    assert office("documents", "review", number, "--as", SECOND_OFFICE).code == 0
    assert "县专班催办〔2022〕1号" in office("documents", "sign", number, "--as", GROUP_HEAD).out
    assert office("documents", "print", "县专班催办〔2022〕1号", "--out", out).code == 0
    said = paragraphs(out.read_bytes())
    assert said[:2] == ["县专班", "县专班催办〔2022〕1号"]
    assert said[-2:] == ["抄送：县政府。", "县专班\t2022年9月15日印发"]
    assert len(rows(out.read_bytes())) == 3
    shown = office("documents", "show", number)
    assert "与签发时一致" in shown.out
    [listed] = office("documents", "list", "--json").json
    assert (listed["stage_name"], listed["signer"]) == ("已签发", GROUP_HEAD)
    assert "已签发" in office("documents", "list").out


def test_the_same_draft_sent_twice_is_one(office: Duban) -> None:
    at = ("--id", "上午拟稿", "--as-of", "2022-09-14 18:00", "--known-at", "2022-09-14 18:00")
    assert drafted(office, *at) == drafted(office, *at)
    assert len(office("documents", "list", "--json").json) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("draft", "情书", "--about", TOWN, "--as", OFFICE), "没有“情书”这个文种"),
        (("draft", "催办通知", "--about", TOWN, "--as", OFFICE), "请用 --campaign"),
        (("draft", "督办函", "--about", TOWN, "--campaign", "xiaoxian_2022", "--as", OFFICE), "不另行拟稿"),
        (("draft", "销号", "--about", "X", "--as", OFFICE), "没有“销号”这个文种"),
        (("draft", "问题整改销号审批表", "--about", "没有", "--as", OFFICE), "没有找到问题"),
        (("show", "没有的号"), "没有找到文稿"),
        (("template", "put", "督办函", "没有.docx"), "读不了"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(office: Duban, words: tuple[str, ...], says: str) -> None:
    said = office("documents", *words)
    assert (said.code, says in said.err.replace("\n", "")) == (2, True)


def test_an_interview_has_its_notice_and_its_record_for_whoever_may_read_it(office: Duban, tmp_path: Path) -> None:
    out = tmp_path / "记录.docx"
    office("letters", "approve", INTERVIEW, "--note", "约谈镇长", "--as", GROUP_HEAD)
    printed = ("letters", "print", INTERVIEW, "--record", "--as", OFFICE, "--out", out)
    assert "还没有约谈记录" in office(*printed).err
    held = ("--interviewee", HEAD, "--record", "当面约谈", "--commitment", "九月底前到位", "--commitment", "每周报告")
    assert office("letters", "interview", INTERVIEW, *held, "--as", OFFICE).code == 0
    assert office(*printed).code == 0
    cells = [cell for row in rows(out.read_bytes()) for cell in row]
    assert "1. 九月底前到位\n2. 每周报告" in cells
    assert "当面约谈" in cells
    assert office("letters", "print", INTERVIEW, "--record", "--as", "丙镇镇长", "--out", out).code == 2
    notice = tmp_path / "通知.docx"
    assert office("letters", "print", INTERVIEW, "--out", notice).code == 0
    assert paragraphs(notice.read_bytes())[1:4] == ["县约谈〔2022〕1号", "约谈通知书", "甲镇："]


def test_a_referral_is_printed_for_whoever_may_read_it_and_is_unknown_to_others(office: Duban, tmp_path: Path) -> None:
    out = tmp_path / "移交.docx"
    at = "2022-09-15 10:10"
    with open_installation(Settings(data=office.folder)) as opened:
        casework = opened.casework
        for further in (*UNITS, *POSTS):
            given(casework, further, "导入员", "2017-01-01 08:00")
        propose = ProposeReferral("xiaoxian_2022", Misconduct.CONDUCT, TOWN, "工作作风问题")
        made = given(casework, propose, TEAM_LEAD, at)
        number = casework.load(made.case_id).state.number
        given(casework, ApproveReferral(), GROUP_HEAD, at, made.case_id)
        listed = (ListedItem("入户记录", "ab" * 32),)
        given(casework, HandOverReferral(DISCIPLINE_BODY, listed, "cd" * 32), OFFICE, at, made.case_id)
    assert office("letters", "print", number, "--as", OFFICE, "--out", out).code == 0
    assert paragraphs(out.read_bytes())[1:3] == ["县专班移交〔2022〕1号", "移交函"]
    assert rows(out.read_bytes())[1] == ["1", "入户记录", "ab" * 32]
    out.unlink()
    unknown = office("letters", "print", number, "--as", HEAD, "--out", out)
    assert (unknown.code, "没有找到" in unknown.err, out.exists()) == (2, True, False)
    for words in (("--as", HEAD), ()):  # one that is there and one that is not are answered alike
        there = office("letters", "print", number, *words, "--out", out)
        nowhere = office("letters", "print", "XX2022-移-0999", *words, "--out", out)
        assert there.err == nowhere.err.replace("XX2022-移-0999", number)


def test_a_pdf_by_an_own_template_is_made_by_libreoffice_and_refused_where_there_is_none(
    office: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("libpango-1.0", "font:zh")
    own, out = Document(io.BytesIO(shipped(DocumentKind.REMINDER))), tmp_path / "催办.pdf"
    own.add_paragraph("联系人：值班室")
    own.save(tmp_path / "改.docx")
    assert office("documents", "template", "put", "催办通知", tmp_path / "改.docx").code == 0
    number = drafted(office)
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        refused = office("documents", "print", number, "--out", out)
        assert (refused.code, out.exists()) == (2, False)
        assert "用的是本单位模板，按它印PDF要用LibreOffice，这台机器没有装" in "".join(refused.err.split())
        assert office("documents", "print", number, "--shipped", "--out", out).code == 0
    needs("soffice", "pdftotext")
    assert office("documents", "print", number, "--out", out).code == 0
    assert "联系人：值班室" in [line for page in pages(out) for line in page]


def test_a_document_bears_the_marks_that_its_drafter_put_on_it(office: Duban, tmp_path: Path) -> None:
    marks = ("--secrecy", "秘密★1年", "--urgency", "特急", "--note", "此件不公开")
    number, out = drafted(office, *marks), tmp_path / "催办.docx"
    assert office("documents", "print", number, "--out", out).code == 0
    said = paragraphs(out.read_bytes())
    assert said[1:4] == ["秘密★1年", "特急", "县专班"]
    assert "（此件不公开）" in said
    other = ("documents", "draft", "催办通知", "--about", TOWN, "--campaign", "xiaoxian_2022", "--as", OFFICE)
    assert "没有“内部”这个密级" in office(*other, "--secrecy", "内部").err
    assert "没有“快”这种紧急程度" in office(*other, "--urgency", "快").err
    assert "没有写密级" in office(*other, "--secrecy", "★1年").err
