"""Ledger workbooks in the forms 附件1-1 and 附件1-2."""

import csv
import shutil
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from adapters.importing import Day, ImportRefused, LedgerDocument, Scope, Standing, Unclear, Undated, read_ledger
from adapters.packs import load_packs, packs_folder
from tests.importing.workbooks import (
    AREA_ROW,
    HOUSEHOLD_HEADINGS,
    HOUSEHOLD_ROW,
    TAXONOMY,
    Filling,
    Row,
    area_ledger,
    area_row,
    fill_area_sheet,
    fill_household_sheet,
    household_ledger,
    household_row,
    save,
)


def read(path: Path) -> LedgerDocument:
    return read_ledger(path, 2022, TAXONOMY)


def household(folder: Path, *rows: Row) -> LedgerDocument:
    return read(household_ledger(folder / "ledger.xlsx", *rows))


def area(folder: Path, *rows: Row) -> LedgerDocument:
    return read(area_ledger(folder / "ledger.xlsx", *rows))


def table(folder: Path, *rows: Row) -> LedgerDocument:
    """A ledger whose rows, header included, begin in A1."""

    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(list(row))

    return read(save(folder / "ledger.xlsx", fill))


def refusal_codes(error: pytest.ExceptionInfo[ImportRefused]) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.place.cell) for refusal in error.value.refusals]


def test_a_household_ledger_is_read_column_by_column(tmp_path: Path) -> None:
    row = household(tmp_path, HOUSEHOLD_ROW).rows[0]
    assert row.scope is Scope.HOUSEHOLD
    assert (row.town.text, row.village.text, row.household.text, row.household_type) == (
        "甲镇",
        "一村",
        "赵甲",
        "脱贫户",
    )
    assert (row.category_code, row.content.text) == ("SEC.HOUSE", "房屋漏雨")
    assert [measure.text for measure in row.measures] == ["修缮屋面"]
    assert (row.person.text, row.unit.text, row.due.read) == ("周五", "一村村委会", Day(date(2022, 8, 19)))


def test_every_field_carries_its_cell(tmp_path: Path) -> None:
    row = household(tmp_path, HOUSEHOLD_ROW).rows[0]
    fields = [row.number, row.town, row.household, row.content, row.person, row.unit]
    assert [field.place.cell for field in fields] == ["A8", "B8", "D8", "G8", "I8", "J8"]
    assert (str(row.place), str(row.due.place)) == ("户内!第8行", "户内!K8")


def test_title_and_signature_lines_above_the_table_are_read(tmp_path: Path) -> None:
    sheet = household(tmp_path, HOUSEHOLD_ROW).sheets[0]
    assert sheet.title == "甲镇集中排查“回头看”专项行动问题整改台账(户内问题)"
    signature = sheet.signature
    assert (signature.unit.text, signature.person.text, signature.time.text) == (
        "甲镇人民政府",
        "孙三",
        "2022年8月20日",
    )
    assert signature.time.place.cell == "C5"


def test_the_header_may_stand_anywhere_below_blank_rows(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["D2"] = "甲镇问题台账"
        for column, heading in enumerate(("序号", "村", "户主姓名", "户类型", "问题类型", "具体内容"), start=4):
            sheet.cell(9, column, heading)
        for column, value in enumerate((1, "一村", "赵甲", "脱贫户", "住房安全", "漏雨"), start=4):
            sheet.cell(10, column, value)

    document = read(save(tmp_path / "ledger.xlsx", fill))
    assert (document.sheets[0].title, document.sheets[0].header_row) == ("甲镇问题台账", 9)
    assert [row.content.place.cell for row in document.rows] == ["I10"]


def test_an_area_ledger_is_read_with_level_and_unit(tmp_path: Path) -> None:
    row = area(tmp_path, AREA_ROW).rows[0]
    assert (row.scope, row.area_level, row.area_unit) == (Scope.AREA, "VILLAGE", "甲镇 一村")
    assert row.category_code == "SEC.WATER"


@pytest.mark.parametrize(
    ("text", "level", "unit"),
    [
        ("县级层面(县住建局)", "COUNTY", "县住建局"),
        ("区级层面（区水务局）", "COUNTY", "区水务局"),
        ("镇级层面（甲镇）", "TOWN", "甲镇"),
        ("乡镇级层面（乙乡）", "TOWN", "乙乡"),
        ("村级层面\n（甲镇 一村）", "VILLAGE", "甲镇 一村"),
        ("村级：甲镇一村", "VILLAGE", "甲镇一村"),
    ],
)
def test_the_level_of_an_area_problem_is_taken_apart(tmp_path: Path, text: str, level: str, unit: str) -> None:
    row = area(tmp_path, area_row(level=text)).rows[0]
    assert (row.area_level, row.area_unit) == (level, unit)


@pytest.mark.parametrize("text", ["甲镇", "乡村振兴局", "镇级层面（xx 乡镇）", "县级层面", "市级层面（甲市）"])
def test_a_level_that_cannot_be_told_is_asked_about(tmp_path: Path, text: str) -> None:
    assert [decision.kind for decision in area(tmp_path, area_row(level=text)).decisions] == ["area_level"]


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("8.19", Day(date(2022, 8, 19))),
        ("2022/8/19", Day(date(2022, 8, 19))),
        ("8月底前", Day(date(2022, 8, 31))),
        ("8月31日上午下班前", Day(date(2022, 8, 31), time(12))),
        ("２０２２年８月１９日", Day(date(2022, 8, 19))),
        (" 2022年 8月19日 ", Day(date(2022, 8, 19))),
        (date(2022, 8, 19), Day(date(2022, 8, 19))),
        (datetime(2022, 8, 19, 12), Day(date(2022, 8, 19), time(12))),  # noqa: DTZ001
        ("立行立改", Standing("IMMEDIATE")),
        ("长期坚持", Standing("LONG_TERM")),
        ("**", Undated()),
        (None, Undated()),
    ],
)
def test_dates_in_cells(tmp_path: Path, written: Filling, reading: object) -> None:
    assert household(tmp_path, household_row(due=written)).rows[0].due.read == reading


def test_a_number_for_a_date_is_asked_about_with_both_readings(tmp_path: Path) -> None:
    document = household(tmp_path, household_row(due=8.2))
    assert isinstance(document.rows[0].due.read, Unclear)
    decision = document.decisions[0]
    assert (decision.kind, decision.place.cell, decision.candidates) == ("date", "K8", ("2022-08-02", "2022-08-20"))


def test_blank_subtotal_remark_and_signature_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    document = household(
        tmp_path,
        HOUSEHOLD_ROW,
        [None] * 12,
        [2, "甲镇"],
        ["小 计", None, None, "1户"],
        household_row(number=3),
        ["合计（2户）"],
        ["备注：本表一式两份"],
        ["填报人：孙三", None, None, "审核人：李四"],
    )
    sheet = document.sheets[0]
    assert (sheet.rows, sheet.blank, sheet.subtotals, sheet.remarks) == (2, 2, 2, 2)
    assert [row.place.line for row in document.rows] == [8, 12]


def test_a_printed_form_with_nothing_but_numbers_and_levels_has_no_rows(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as error:
        area(tmp_path, [1, "县级层面（xx 单位）"], [2, "镇级层面（xx 乡镇）"], [3])
    assert error.value.code == "no_rows"


def test_cells_merged_downwards_apply_to_each_row(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        second = household_row(number=2, household=None, type=None, content="饮水不足", due=None)
        fill_household_sheet(sheet, [HOUSEHOLD_ROW, second])
        for column in "DEK":
            sheet.merge_cells(f"{column}8:{column}9")

    rows = read(save(tmp_path / "ledger.xlsx", fill)).rows
    assert [(row.household.text, row.household_type, row.due.text) for row in rows] == [
        ("赵甲", "脱贫户", "2022年8月19日")
    ] * 2
    assert rows[1].household.place.cell == "D8"


def test_rows_that_share_one_merged_content_are_asked_about(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_household_sheet(sheet, [HOUSEHOLD_ROW, household_row(number=None, household=None, content=None)])
        for column in "ADG":
            sheet.merge_cells(f"{column}8:{column}9")

    document = read(save(tmp_path / "ledger.xlsx", fill))
    assert [decision.kind for decision in document.decisions] == ["same_problem"]


def test_a_row_wholly_merged_with_the_one_above_is_blank(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_household_sheet(sheet, [HOUSEHOLD_ROW])
        for column in range(1, 13):
            sheet.merge_cells(start_row=8, start_column=column, end_row=9, end_column=column)
        sheet["N9"] = "x"

    assert len(read(save(tmp_path / "ledger.xlsx", fill)).rows) == 1


def test_columns_in_another_order_with_synonyms_and_line_breaks(tmp_path: Path) -> None:
    document = table(
        tmp_path,
        [
            "具体\n问题",
            "户主 姓名",
            "农户类型",
            "行政村",
            "乡镇",
            "问题类别",
            "责任人员",
            "整改责任单位",
            "完成\n时限",
            "备注",
        ],
        ["漏雨", "赵甲", "一般农户", "一村", "甲镇", "住房安全", "周五", "村委会", "8.19", "x"],
    )
    row = document.rows[0]
    assert (row.content.text, row.household.text, row.household_type, row.town.text) == (
        "漏雨",
        "赵甲",
        "一般农户",
        "甲镇",
    )
    assert (row.person.text, row.unit.text, row.due.read) == ("周五", "村委会", Day(date(2022, 8, 19)))
    assert document.sheets[0].unread_columns == ("备注",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("住房安全", "SEC.HOUSE"),
        ("住房安全方面", "SEC.HOUSE"),
        ("安全住房", "SEC.HOUSE"),
        ("饮水安全问题", "SEC.WATER"),
        ("脱贫人口就业稳岗方面", "JOBS"),
        ("“三保障”和饮水安全方面-义务教育", "SEC.EDU"),
        ("问题整改方面", "RECTIFY"),
        (" 基础 工作 ", "BASICS"),
        ("basics", "BASICS"),
    ],
)
def test_problem_types_are_matched_as_printed_in_either_form(tmp_path: Path, text: str, code: str) -> None:
    assert household(tmp_path, household_row(category=text)).rows[0].category_code == code


@pytest.mark.requirement("R002-57")
@pytest.mark.parametrize("text", ["脱贫人口稳岗就业方面", "脱贫人口就业稳岗方面"])
def test_the_two_names_that_the_document_gives_to_one_type_are_one_code(tmp_path: Path, text: str) -> None:
    pack = load_packs(packs_folder())["xiaoxian_2022"]
    taxonomy = {category.code: (category.label, *category.aliases) for category in pack.taxonomy}
    document = read_ledger(household_ledger(tmp_path / "ledger.xlsx", household_row(category=text)), 2022, taxonomy)
    assert document.rows[0].category_code == "JOBS"


@pytest.mark.parametrize("text", ["“三保障”和饮水安全方面", "其他", "", "住房安全、基本医疗"])
def test_a_problem_type_without_one_match_is_asked_about(tmp_path: Path, text: str) -> None:
    document = household(tmp_path, household_row(category=text))
    assert document.rows[0].category_code is None
    assert [decision.kind for decision in document.decisions] == ["category"]
    assert document.decisions[0].candidates


@pytest.mark.parametrize("text", ["脱贫不稳定户", "突发严重困难户", "", "边缘户"])
def test_a_household_type_other_than_the_three_is_asked_about(tmp_path: Path, text: str) -> None:
    decision = household(tmp_path, household_row(type=text)).decisions[0]
    assert (decision.kind, decision.candidates) == ("household_type", ("脱贫户", "边缘易致贫户", "一般农户"))


def test_a_row_without_content_is_listed_as_unread(tmp_path: Path) -> None:
    document = household(tmp_path, HOUSEHOLD_ROW, household_row(number=2, content=None))
    assert [(str(each.place), each.why) for each in document.unread] == [("户内!第9行", "没有具体内容")]


def test_several_sheets_are_read_others_listed_and_hidden_ones_left_alone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, fill, row in (("户内", fill_household_sheet, HOUSEHOLD_ROW), ("面上", fill_area_sheet, AREA_ROW)):
        fill(book.create_sheet(name), [row])
    hidden = book.create_sheet("旧表")
    fill_household_sheet(hidden, [HOUSEHOLD_ROW])
    hidden.sheet_state = "hidden"
    book["Sheet"]["A1"] = "填表说明"
    book.save(tmp_path / "ledger.xlsx")
    document = read(tmp_path / "ledger.xlsx")
    assert [(sheet.name, sheet.scope) for sheet in document.sheets] == [("户内", "HOUSEHOLD"), ("面上", "AREA")]
    assert [str(each.place) for each in document.unread] == ["Sheet"]
    assert document.notes == ("工作表“旧表”是隐藏的，没有读取。",)


def test_keys_depend_on_the_file_the_sheet_and_the_row_alone(tmp_path: Path) -> None:
    one = household(tmp_path, HOUSEHOLD_ROW, household_row(number=2, household="钱乙"))
    assert [row.key for row in one.rows] == [f"household:{one.sha256}:户内:{row}" for row in (8, 9)]
    copy = tmp_path / "another name.xlsx"
    shutil.copy(tmp_path / "ledger.xlsx", copy)
    assert [row.key for row in read(copy).rows] == [row.key for row in one.rows]


def test_a_workbook_with_macros_is_read_without_them(tmp_path: Path) -> None:
    path = household_ledger(tmp_path / "ledger.xlsm", HOUSEHOLD_ROW)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf macros")
    document = read(path)
    assert len(document.rows) == 1
    assert document.notes == ("工作簿含有宏，宏没有读取，也不会运行。",)


def test_a_formula_for_a_row_number_or_in_a_total_does_no_harm(tmp_path: Path) -> None:
    document = household(tmp_path, household_row(number="=ROW()-7"), ["合计", None, None, "=COUNTA(D8:D8)"])
    assert len(document.rows) == 1


def test_formulas_and_error_values_are_refused_all_at_once_with_their_cells(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as error:
        household(
            tmp_path,
            household_row(content="=B8&C8"),
            household_row(number=2, due="=TODAY()+5"),
            household_row(number=3, person="#REF!"),
        )
    assert refusal_codes(error) == [("formula_in_cell", "G8"), ("formula_in_cell", "K9"), ("error_in_cell", "I10")]


def test_a_text_that_begins_like_a_formula_is_a_text(tmp_path: Path) -> None:
    """The workbook says which cells are formulas; this is what somebody wrote, and it leaves as a text again."""

    def fill(sheet: Worksheet) -> None:
        fill_household_sheet(sheet, [HOUSEHOLD_ROW])
        sheet["G8"] = "=漏雨（见附件）"
        sheet["G8"].data_type = "s"

    [row] = read(save(tmp_path / "ledger.xlsx", fill)).rows
    assert row.content.text == "=漏雨（见附件）"


def test_wrong_dates_and_doubled_numbers_are_refused_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as error:
        household(
            tmp_path,
            household_row(due="2022年2月30日"),
            household_row(number=2, due="1980年1月1日"),
            household_row(number=2),
        )
    assert refusal_codes(error) == [
        ("impossible_date", "K8"),
        ("date_out_of_range", "K9"),
        ("duplicate_row_number", "A10"),
    ]


def test_two_headers_in_a_sheet_are_refused(tmp_path: Path) -> None:
    header = ["序号", "村", "户主姓名", "户类型", "问题类型", "具体内容"]
    with pytest.raises(ImportRefused, match="第 3 行") as error:
        table(tmp_path, header, [1, "一村", "赵甲", "脱贫户", "住房安全", "漏雨"], header)
    assert error.value.code == "two_headers"


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="户类型、问题类型") as error:
        table(tmp_path, ["序号", "村", "户主姓名", "具体内容"], [1, "一村", "赵甲", "漏雨"])
    assert error.value.code == "missing_columns"


def test_a_doubled_column_is_named_with_both_cells(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="E1") as error:
        table(tmp_path, ["村", "户主姓名", "户类型", "问题类型", "具体内容", "问题描述"])
    assert refusal_codes(error) == [("duplicate_column", "F1")]


def test_a_workbook_without_a_ledger_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as error:
        table(tmp_path, ["姓名", "成绩"], ["赵甲", 90])
    assert error.value.code == "no_header"


def test_personal_numbers_in_area_text_are_asked_about(tmp_path: Path) -> None:
    document = area(tmp_path, area_row(content="管网老化，身份证 11010119900101123X"))
    assert [(decision.kind, decision.text) for decision in document.decisions] == [("personal_data", "身份证号")]


# --- rows that nobody sees, and tables in a text file -----------------------------------------------------------------


def test_rows_that_are_hidden_or_filtered_out_are_read_and_told(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_household_sheet(sheet, [household_row(number=n) for n in (1, 2, 3)])
        for row in (9, 10, 40):  # the last is empty
            sheet.row_dimensions[row].hidden = True

    document = read(save(tmp_path / "ledger.xlsx", fill))
    assert len(document.rows) == 3
    assert document.notes == ("工作表“户内”有隐藏或筛选掉的行，也读取了：第 9、10 行。",)


def test_many_hidden_rows_are_told_in_a_few_words(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_household_sheet(sheet, [household_row(number=n) for n in range(1, 31)])
        for row in range(8, 38):
            sheet.row_dimensions[row].hidden = True

    [note] = read(save(tmp_path / "ledger.xlsx", fill)).notes
    assert note.endswith("第 8、9、10、11、12、13、14、15、16、17 等 30 行。")


@pytest.mark.parametrize(("ending", "delimiter"), [(".csv", ","), (".tsv", "\t")])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_ledger_saved_as_csv_is_read_like_a_workbook(
    tmp_path: Path, encoding: str, ending: str, delimiter: str
) -> None:
    headings = [*HOUSEHOLD_HEADINGS[:8], "责任人", "责任单位", *HOUSEHOLD_HEADINGS[10:]]
    file = tmp_path / f"台账{ending}"
    with file.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows([["甲镇台账"], headings, household_row(content="=漏雨，\n两处")])
    [row] = read(file).rows
    assert (row.content.text, row.unit.text, str(row.due.read)) == (
        "=漏雨，\n两处",
        "一村村委会",
        str(Day(date(2022, 8, 19))),
    )
    assert str(row.place) == "CSV!第3行"


def test_a_csv_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("一句话", encoding="utf-8")
    with pytest.raises(ImportRefused) as error:
        read(tmp_path / "x.csv")
    assert error.value.code == "no_header"
