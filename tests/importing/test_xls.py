"""The same ledger in the old .xls form."""

from datetime import date
from pathlib import Path

import pytest

from adapters.importing import Day, ImportRefused, LedgerDocument, read_ledger
from adapters.importing.compound_file import CompoundFile, holding_only
from tests.importing.workbooks import TAXONOMY
from tests.importing.xls_files import DateSerial, ErrorValue, Formula, Merged, save_xls, workbook_stream

HEADER = ["序号", "面上问题层级", "问题类型", "具体内容", "整改措施", "责任人", "责任单位", "整改时限", "整改成效"]
ROW = [1, "县级层面（县住建局）", "住房安全", "房屋开裂", "修缮", "周五", "县住建局", "8月31日", ""]


def read(folder: Path, *rows: list[object], merged: tuple[Merged, ...] = ()) -> LedgerDocument:
    path = save_xls(folder / "ledger.xls", workbook_stream([["台账"], HEADER, *rows], merged))
    return read_ledger(path, 2022, TAXONOMY)


def test_an_old_workbook_is_read_like_a_new_one(tmp_path: Path) -> None:
    row = read(tmp_path, ROW).rows[0]
    assert (row.area_level, row.area_unit, row.content.text) == ("COUNTY", "县住建局", "房屋开裂")
    assert (row.due.read, row.due.place.cell) == (Day(date(2022, 8, 31)), "H3")


def test_a_date_cell_and_merged_cells_of_an_old_workbook(tmp_path: Path) -> None:
    second = [2, "", "安全饮水", "管网老化", "", "", "", DateSerial(44792), ""]
    rows = read(tmp_path, ROW, second, merged=((2, 3, 1, 1),)).rows
    assert (rows[1].area_unit, rows[1].due.read) == ("县住建局", Day(date(2022, 8, 19)))


def test_formulas_and_errors_of_an_old_workbook_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as error:
        read(tmp_path, [*ROW[:3], Formula("=A1"), ErrorValue("#REF!"), *ROW[5:]])
    assert [(each.code, each.place.cell) for each in error.value.refusals] == [
        ("formula_in_cell", "D3"),
        ("error_in_cell", "E3"),
    ]


@pytest.mark.parametrize("size", [0, 4096, 5_000_000])
def test_a_stream_put_into_a_container_comes_out_again(size: int) -> None:
    content = bytes(range(256)) * (size // 256)
    assert CompoundFile(holding_only("Workbook", content)).stream("Workbook")[: len(content)] == content
