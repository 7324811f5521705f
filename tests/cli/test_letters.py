"""`duban letters`: the drafts of a morning are listed, signed in one sitting, served and received; Chinese refusals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.installation import open_installation
from adapters.settings import Settings
from tests.cli.conftest import Duban
from tests.problem.people import GROUP_HEAD, HEAD, LIAISON, OFFICE, OTHER_HEAD, OTHER_TOWN, TOWN
from tests.problem.story import instant
from tests.supervision_paper.stage import dispatched_problems, time_passes, with_people

LETTER, OTHER_LETTER = "XX2022-甲镇-督办函-20220905", "XX2022-乙镇-督办函-20220905"
CIRCULAR = "XX2022-甲镇-通报-20220909"


def office(folder: Path, at: str, capsys: pytest.CaptureFixture[str], late: Sequence[int] = (3, 1)) -> Duban:
    """It is that moment; so many problems of two towns were due on 31 August."""
    root = DataFolder.open(folder / "data", Clock(datetime.now(UTC), instant(at), 1.0)).root
    with open_installation(Settings(data=root)) as opened:
        casework = with_people(opened.casework)
        for unit, count in zip((TOWN, OTHER_TOWN), late, strict=True):
            time_passes(casework, dispatched_problems(casework, count, unit), at)
    return Duban(root, capsys)


@pytest.fixture
def morning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duban:
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    return office(tmp_path, "2022-09-05 10:00", capsys)


@pytest.fixture
def four_days_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duban:
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    return office(tmp_path, "2022-09-09 10:00", capsys)


def test_the_drafts_of_a_morning_are_listed_by_unit_and_while_they_are_open(morning: Duban) -> None:
    listed = morning("letters", "--json").json
    assert [(one["number"], one["stage_name"], len(one["lines"]), one["due_on"]) for one in listed] == [
        (LETTER, "已拟稿待签批", 3, "2022-09-06"),
        (OTHER_LETTER, "已拟稿待签批", 1, "2022-09-06"),
    ]
    assert [one["number"] for one in morning("letters", "--unit", OTHER_TOWN, "--json").json] == [OTHER_LETTER]
    assert morning("letters", "--campaign", "heyuan_2018", "--json").json == []
    assert morning("letters", "--open", "--json").json == listed


def test_several_are_signed_in_one_sitting_each_with_its_own_number(morning: Duban) -> None:
    signed = morning("letters", "sign", LETTER, OTHER_LETTER, "--as", OFFICE, "--id", "上午签发", "--json")
    assert signed.code == 0
    assert [(one["result"], one["paper"]["document_no"]) for one in signed.json] == [
        ("已办理", "县专班督办〔2022〕1号"),
        ("已办理", "县专班督办〔2022〕2号"),
    ]
    again = morning("letters", "sign", LETTER, OTHER_LETTER, "--as", OFFICE, "--id", "上午签发", "--json").json
    assert [one["result"] for one in again] == ["已有", "已有"]


def test_a_letter_goes_its_way_and_is_found_by_its_document_number(morning: Duban) -> None:
    strike = ("letters", "strike", LETTER, "--problem", "XX2022-甲镇-0002", "--reason", "昨日已报", "--as", OFFICE)
    assert "已拟稿待签批，2件" in morning(*strike).out
    assert "已制发待送达，2件" in morning("letters", "sign", LETTER, "--as", OFFICE).out
    no = "县专班督办〔2022〕1号"
    assert "已送达待签收" in morning("letters", "serve", no, "--means", "直接送达", "--as", OFFICE).out
    assert "已签收" in morning("letters", "receive", no, "--as", LIAISON).out
    shown = morning("letters", "show", no)
    assert "签收 2022-09-05 10:0" in shown.out
    assert "已划去" in shown.out
    assert [one["number"] for one in morning("letters", "--open", "--json").json] == [OTHER_LETTER]


def test_what_was_served_before_is_entered_with_its_time_and_reason(morning: Duban) -> None:
    morning("letters", "sign", LETTER, "--as", OFFICE)
    serve = ("letters", "serve", LETTER, "--means", "POST", "--as", OFFICE)
    early = morning(*serve, "--at", "2022-09-05 09:00", "--late-reason", "忘记登记")
    assert (early.code, "不能早于制发" in early.out) == (2, True)
    assert morning(*serve, "--at", "2022-09-05 09:00").code == 2


def test_a_circular_is_approved_or_declined_as_a_whole(four_days_later: Duban) -> None:
    approve = ("letters", "approve", CIRCULAR, "--note", "全县通报", "--as", GROUP_HEAD, "--json")
    [done] = four_days_later(*approve).json
    assert (done["paper"]["document_no"], done["paper"]["signer"]) == ("县通报〔2022〕1号", GROUP_HEAD)
    other = "XX2022-乙镇-通报-20220909"
    declined = four_days_later("letters", "decline", other, "--reason", "受灾", "--as", GROUP_HEAD)
    assert "未制发已失效" in declined.out


def test_the_trail_says_of_each_level_what_followed_it(four_days_later: Duban) -> None:
    four_days_later("letters", "sign", LETTER, "--as", OFFICE)
    levels = four_days_later("trail", "XX2022-甲镇-0001", "--json").json["levels"]
    assert [(one["level"], one["document_no"], one["issued"], one["served"]) for one in levels] == [
        ("WARN", "", "无文书", "无文书"),
        ("LETTER", "县专班督办〔2022〕1号", "", "未送达"),
        ("CIRCULATE", "", "未制发", "未送达"),
    ]
    printed = four_days_later("trail", "XX2022-甲镇-0001").out
    assert "各级督办" in printed
    assert "上级超时 签发督办函：应于 2022-09-06，超 3 个工作日" in printed


def test_a_draft_is_found_and_signed_by_the_general_commands_too(morning: Duban) -> None:
    assert "签发督办函" in morning("case", LETTER).out
    assert "已办理" in morning("do", "签发督办函", "--case", LETTER, "--as", OFFICE).out
    assert morning("case", LETTER, "--json").json["stage"] == "ISSUED"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("sign", LETTER, "--as", HEAD), "就是被督办的单位"),
        (("sign", LETTER, "--as", GROUP_HEAD), "无权签发督办函"),
        (("sign", "无此函", "--as", OFFICE), "没有找到"),
        (("approve", LETTER, "--note", "全县", "--as", GROUP_HEAD), "由办公室签发，不须批准"),
        (("serve", LETTER, "--means", "直接送达", "--as", OFFICE), "只在“已制发待送达”时可用"),
        (("serve", LETTER, "--means", "飞鸽", "--as", OFFICE), "没有“飞鸽”这种送达方式"),
        (("receive", LETTER, "--as", OTHER_HEAD), "只在“已送达待签收”时可用"),
        (("strike", LETTER, "--problem", "XX2022-甲镇-0004", "--reason", "误报", "--as", OFFICE), "不在 XX2022-甲镇"),
        (
            ("interview", LETTER, "--interviewee", HEAD, "--record", "谈话", "--commitment", "整改", "--as", OFFICE),
            "只在",
        ),
        (("show", "无此函"), "没有找到"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(morning: Duban, words: tuple[str, ...], says: str) -> None:
    refused = morning("letters", *words)
    assert refused.code == 2
    said = "".join((refused.out + refused.err).split("\n"))
    assert says in said
    assert not re.search(r"（[a-z_]+）", said), "a code is for programs"


def test_of_several_the_others_go_on_when_one_is_refused(morning: Duban) -> None:
    signed = morning("letters", "sign", "无此函", LETTER, "--as", OFFICE, "--json")
    assert signed.code == 2
    assert [(one["result"], one["code"]) for one in signed.json] == [("被拒绝", "unknown_case"), ("已办理", "")]


@pytest.mark.parametrize("words", [(), ("show", LETTER)], ids=["list", "show"])
def test_it_fits_the_terminal(morning: Duban, words: tuple[str, ...]) -> None:
    shown = morning("letters", *words)
    assert shown.code == 0
    assert max(map(cell_len, shown.out.splitlines())) <= 100
