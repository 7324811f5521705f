"""The tables of every pack with rows of all sorts: long texts, counts, what looks like a formula. All are invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from adapters.printing.printed_table import SERIAL, PrintedTable, filled_above
from domain.issue.content import TableContent, TableRow
from domain.pack import Pack
from domain.papers import ColumnTitle, LedgerForm

CANARIES = ("=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2", "=1+1", "\t=2", "_x0041_", "007", "2022-08-31", "<b>&amp;")
BASIS, MARK = "截至 2022-08-31 24:00，按 2022-09-02 09:00 已知", "导出：孙三（sun3） 2022-09-02 09:00"
LONG = (
    "卫生室缺少常用药品，群众反映多次到镇卫生院购药不便；村级饮水管网部分管段老化漏损，"
    "用水高峰期水压不足，三户地势较高农户需错峰取水，未建立管护台账。"
)


def content(rows: Iterable[tuple[str, ...]], *columns: str | ColumnTitle, **more: object) -> TableContent:
    titles = tuple(ColumnTitle(column) if isinstance(column, str) else column for column in columns)
    lines = tuple(TableRow(str(number), cells) for number, cells in enumerate(rows))
    return TableContent(str(more.pop("title", "表")), ("填报单位（盖章）", "填报人"), titles, lines, **more)  # type: ignore[arg-type]


def printed(table: TableContent, name: str = "附件1", **more: object) -> PrintedTable:
    above = tuple(zip(table.head, filled_above(table.head, "甲镇", on="2022-09-02"), strict=True))
    shown = PrintedTable(name, table, rows_of(table), above, BASIS, MARK)
    return shown._replace(**more)  # type: ignore[arg-type]


def rows_of(table: TableContent) -> Callable[[], Iterator[TableRow]]:
    return lambda: iter(table.rows)


def of_form(form: LedgerForm, rows: int = 25) -> PrintedTable:
    """A ledger of a pack, in the columns of its document."""
    numbered = form.columns[0] == SERIAL
    columns = form.columns[numbered:]
    lines = [
        TableRow(f"{number}", tuple(sample(column, number) for column in columns), section_of(form, number))
        for number in range(1, rows + 1)
    ]
    table = TableContent(
        form.title, form.head, columns, tuple(lines), ("注：身份未核验的事项见各问题的责任链条。",), numbered
    )
    return printed(table, form.name or form.code)


def section_of(form: LedgerForm, number: int) -> str:
    if form.code != "L7":
        return ""
    return "(一)专项评估发现的问题" if number <= 10 else "(二)区级自查个性问题"


def sample(column: ColumnTitle, number: int) -> str:
    """What may stand in such a column."""
    if column.title.endswith("数"):
        return str(number * 7)
    if column.title in ("具体内容", "问题", "存在的突出问题", "督查内容", "整改措施", "整改要求"):
        return LONG if number % 3 else f"{column.title}{number}"
    words = {
        "镇": "甲镇",
        "村": f"第{number}村",
        "镇/村": f"甲镇第{number}村",
        "户主姓名": "欧阳**",
        "户类型": "边缘易致贫户",
        "责任人": "周五",
        "责任领导": "赵一",
        "整改时限": "原2022-08-31，延至2022-09-30",
        "整改成效": "整改中：管网改造已完成三分之二",
    }
    return words.get(column.title, f"{column.title}{number}")


def ledgers_of(pack: Pack) -> Iterator[LedgerForm]:
    return (form for form in pack.ledgers if form.columns)
