"""`duban do`: one command to one case or to a list, by whoever says he is somebody."""

from __future__ import annotations

import getpass
from pathlib import Path

import openpyxl
import pytest

from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder
from domain.event_table import EVENTS
from domain.events import Event, IdentityBasis
from domain.problem.claiming import ProblemClaimed
from domain.sampling.frame import commitment
from tests.cli.conftest import Duban
from tests.evidence.files import made
from tests.importing.workbooks import area_ledger, area_row

CLAIM = ("do", "认领", "leader=赵一", "person=周五")
FIRST, SECOND = "XX2022-甲镇-0001", "XX2022-甲镇-0002"
SEED = "5" * 64
POOL = "xiaoxian_2022/第2层抽查"


@pytest.fixture
def two_problems(office: Duban, tmp_path: Path) -> Duban:
    """Dispatched to 甲镇, due 2022-08-31."""
    file = area_ledger(tmp_path / "area.xlsx", area_row(), area_row(number=2))
    assert office("import", file, "--campaign", "xiaoxian_2022", "--as", "孙三", "--confirm").code == 0
    return office


def a_list(path: Path, *rows: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_one_act_is_done_with_the_identity_only_asserted_and_the_account_beside_it(two_problems: Duban) -> None:
    said = two_problems(*CLAIM, "--case", FIRST, "--as", "钱二", "--json")
    assert [row["result"] for row in said.json] == ["已办理"]
    [claimed] = [event for event in events(two_problems) if isinstance(event, ProblemClaimed)]
    assert claimed.envelope.identity_basis is IdentityBasis.ASSERTED
    assert claimed.envelope.operator == getpass.getuser()
    assert "身份未核验" in two_problems("trail", FIRST).out
    for table in (("ledger", "--form", "L2"), ("summary", "--campaign", "xiaoxian_2022")):
        assert "身份未核验" in two_problems(*table).out
        assert two_problems(*table, "--json").json["notes"]


def events(duban: Duban) -> list[object]:
    with open_in_folder(DataFolder.open(duban.folder)) as store:
        stored = store.recorder.select_notifications(1, limit=1_000)
    return [EVENTS.decode(each.topic, each.state) for each in stored]


def test_what_one_run_brings_about_carries_one_correlation_id(two_problems: Duban, tmp_path: Path) -> None:
    file = a_list(tmp_path / "list.xlsx", ("问题编号",), (FIRST,), (SECOND,))
    two_problems(*CLAIM, "--from", file, "--as", "钱二", "--confirm")
    by_run: dict[str, set[str]] = {}
    for event in events(two_problems):
        assert isinstance(event, Event)
        by_run.setdefault(event.envelope.correlation, set()).add(event.envelope.command_id.partition(":")[0])
    assert "" not in by_run
    assert len(by_run) == 3  # people, ledger, list
    assert {"do"} in by_run.values()


def test_the_same_id_twice_is_done_once(two_problems: Duban) -> None:
    words = (*CLAIM, "--case", FIRST, "--as", "钱二", "--id", "claim/1", "--json")
    assert two_problems(*words).json[0]["result"] == "已办理"
    before = two_problems.store()
    assert two_problems(*words).json[0]["result"] == "已有"
    assert two_problems.store() == before


def test_the_common_path_is_walked_word_by_word(two_problems: Duban, tmp_path: Path) -> None:
    photo = f"evidence={made(tmp_path, 'photo.jpg')}"
    acts = (
        (*CLAIM, "--as", "钱二"),
        ("do", "报送整改方案", "measures=[更换管道, 加装水表]", "--as", "周五"),
        ("do", "同意整改方案", "--as", "孙三"),
        ("do", "申请销号", "effect=已更换", "signed_by=赵一", "measures_done=all", photo, "--as", "周五"),
        ("do", "复核通过", "record=现场看过", "--as", "吴六"),
        ("do", "封存随机种子", f"commitment={commitment(SEED)}", "--as", "孙三", "--case", POOL),
        ("do", "抽查", f"seed={SEED}", "--as", "孙三", "--case", POOL),
        ("do", "复核通过", "record=抽查看过", "--as", "李四"),
        ("do", "同意销号", "four_checks=属实", "--as", "孙三"),
    )
    for words in acts:
        said = two_problems(*words, *(() if "--case" in words else ("--case", FIRST)))
        assert said.code == 0, said.out
    shown = two_problems("case", FIRST)
    assert "已销号" in shown.out
    assert "更换管道；加装水表" in shown.out


def test_a_list_is_previewed_then_done_row_by_row_each_with_its_result(two_problems: Duban, tmp_path: Path) -> None:
    rows = (("问题编号", "责任领导"), (FIRST, "赵一"), (SECOND, "查无此人"), ("XX2022-甲镇-0009", "赵一"))
    file = a_list(tmp_path / "list.xlsx", *rows)
    words = ("do", "认领", "person=周五", "--from", file, "--as", "钱二", "--json")
    before = two_problems.store()
    preview = two_problems(*words)
    assert preview.code == 1
    assert [row["result"] for row in preview.json] == ["可办理", "被拒绝", "被拒绝"]
    assert two_problems.store() == before
    done = two_problems(*words, "--confirm")
    assert [(row["place"], row["result"]) for row in done.json] == [
        ("Sheet!第2行", "已办理"),
        ("Sheet!第3行", "被拒绝"),
        ("Sheet!第4行", "被拒绝"),
    ]
    before = two_problems.store()
    assert [row["result"] for row in two_problems(*words, "--confirm").json] == ["已有", "被拒绝", "被拒绝"]
    assert two_problems.store() == before


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("认领了", "--case", FIRST, "--as", "钱二"), "是不是“认领”"),
        (("认领", "leader", "--case", FIRST, "--as", "钱二"), "应写成 名称=内容"),
        (("认领", "leader=赵一", "--as", "钱二"), "请用 --case 指明问题编号"),
        (("认领", "leader=赵一", "--case", FIRST), "请用 --as"),
        (("认领", "--from", "none.xlsx", "--as", "钱二"), "找不到这个文件"),
    ],
)
def test_a_slip_of_the_pen_is_told_in_chinese(two_problems: Duban, words: tuple[str, ...], complaint: str) -> None:
    said = two_problems("do", *words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err


@pytest.mark.parametrize(
    ("words", "reason", "code"),
    [
        ((*CLAIM, "--case", "XX2022-甲镇-0009", "--as", "钱二"), "没有找到", "unknown_case"),
        (("do", "认领", "person=周五", "--case", FIRST, "--as", "钱二"), "缺少 leader（责任领导）", ""),
        ((*CLAIM, "--case", FIRST, "--as", "孙三"), "无权认领", "not_permitted"),
    ],
)
def test_a_refusal_says_why_and_leaves_no_event(
    two_problems: Duban, words: tuple[str, ...], reason: str, code: str
) -> None:
    before = len(events(two_problems))
    said = two_problems(*words, "--json")
    assert said.code == 1
    assert [row["result"] for row in said.json] == ["被拒绝"]
    assert reason in said.json[0]["message"]
    assert said.json[0]["code"] == code
    printed = two_problems(*words).out
    assert "被拒绝" in printed
    assert "unknown_case" not in printed
    assert "not_permitted" not in printed
    assert len(events(two_problems)) == before


def test_a_hold_on_a_subject_needs_no_problem(two_problems: Duban) -> None:
    hold = ("do", "保全", "subject=household/1", "ground=问责审查", "matter=第5号审查", "--as", "孙三", "--json")
    said = two_problems(*hold)
    assert (said.code, said.json[0]["result"]) == (1, "被拒绝")
    assert "档案人员" in said.json[0]["message"]
