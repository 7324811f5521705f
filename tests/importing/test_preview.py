"""The preview that a clerk sees before anything is written."""

import json
from io import StringIO
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console

from adapters.importing import (
    Preview,
    as_json,
    preview_ledger,
    preview_people,
    preview_plan,
    print_preview,
    read_ledger,
    read_people,
    read_plan,
)
from tests.importing.test_plan import SAMPLE
from tests.importing.workbooks import TAXONOMY, household_ledger, household_row, people_list


def printed(preview: Preview) -> str:
    out = StringIO()
    print_preview(preview, Console(file=out, width=100))
    return out.getvalue()


def ledger_preview(folder: Path, rows: int = 1) -> Preview:
    content = "赵甲家房屋漏雨，" + "墙体开裂" * 20
    lines = [household_row(number=at, content=content, due=8.2) for at in range(1, rows + 1)]
    return preview_ledger(read_ledger(household_ledger(folder / "ledger.xlsx", *lines), 2022, TAXONOMY))


def test_the_preview_of_a_plan_shows_each_problem_with_its_line_and_date() -> None:
    text = printed(preview_plan(read_plan(SAMPLE, 2020)))
    assert "共 5 条" in text
    for shown in ("第8行", "第29行", "2020-05-20", "未定", "赵一"):
        assert shown in text


def test_no_line_is_wider_than_the_terminal(tmp_path: Path) -> None:
    for preview in (preview_plan(read_plan(SAMPLE, None)), ledger_preview(tmp_path, rows=3)):
        assert max(map(cell_len, printed(preview).splitlines())) <= 100


def test_what_needs_a_decision_is_shown_with_its_cell_and_choices(tmp_path: Path) -> None:
    text = printed(ledger_preview(tmp_path))
    assert "需要决定 1 处" in text
    assert "户内!K8" in text
    assert "2022-08-20" in text


def test_household_names_are_masked_also_inside_the_text(tmp_path: Path) -> None:
    preview = ledger_preview(tmp_path)
    for shown in (printed(preview), as_json(preview).decode()):
        assert "赵甲" not in shown
        assert "赵**" in shown


def test_phones_are_not_shown(tmp_path: Path) -> None:
    path = people_list(tmp_path / "people.xlsx", ("甲镇", "", "钱二", "镇长", "主要负责同志", "00000000001", "2021.3-"))
    preview = preview_people(read_people(path))
    assert "00000000001" not in printed(preview) + as_json(preview).decode()
    assert "2021-03-01～今" in printed(preview)


def test_of_a_long_ledger_the_first_rows_are_shown_and_all_are_in_the_json(tmp_path: Path) -> None:
    preview = ledger_preview(tmp_path, rows=80)
    assert "共 80 条（先显示 50 行）" in printed(preview)
    assert len(json.loads(as_json(preview))["rows"]) == 80
