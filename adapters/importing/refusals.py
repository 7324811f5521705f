"""Typed refusals of the import (导入拒绝): a code, where it is, and a Chinese sentence that says what to do."""

from collections.abc import Sequence

import msgspec


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something stands in a file: a cell or row of a sheet, a line of a text, a paragraph of a Word document.

    `line` (also a sheet's row) and `paragraph` count from 1; all empty means the file as a whole.
    """

    sheet: str = ""
    cell: str = ""
    line: int = 0
    paragraph: int = 0

    def __str__(self) -> str:
        if self.paragraph:
            return f"第{self.paragraph}段"
        within = self.cell or (f"第{self.line}行" if self.line else "")
        return f"{self.sheet}!{within}".rstrip("!") if self.sheet else within


WHOLE_FILE = Place()

MESSAGES = {
    # the file itself
    "no_such_file": "找不到这个文件。请检查路径和文件名。",
    "not_a_file": "这不是普通文件（是文件夹、设备或管道）。请指定一个文件。",
    "unreadable_file": "没有读取这个文件的权限，或读取出错。请检查权限，或复制到本机后再导入。",
    "empty_file": "文件是空的。请检查是否选错了文件。",
    "file_too_large": "文件超过 {limit} MB 的上限。请删除图片等附件，或拆成几个文件分别导入。",
    "legacy_word": "这是旧格式的文字文档（.doc 或 .wps）。请用 Word 或 WPS 打开，另存为 .docx 后再导入。",
    "legacy_spreadsheet": "这是 WPS 表格（.et）或旧版电子表格。请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。",
    "binary_workbook": "这是二进制工作簿（.xlsb）或 .ods。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
    "rich_text": "这是 RTF 文档。请用 Word 或 WPS 打开，另存为 .docx 后再导入。",
    "password_protected": "文件有打开密码。请去掉密码另存后再导入。",
    "picture": "这是一张图片，不是文档或工作簿。请导入原始的 .xlsx、.docx 或 .txt 文件。",
    "pdf": "这是 PDF 或 OFD 版式文件。请导入印发前的 .docx、.xlsx 或 .txt 文件。",
    "web_page": "这是网页或 XML 文件（有的系统导出的“.xls”其实是网页）。请用 Excel 或 WPS 打开后另存为 .xlsx。",
    "archive": "这是压缩包。请先解压，再导入里面的文件。",
    "unknown_format": "认不出这是什么文件。能导入的是 .xlsx、.xls、.csv、.docx 和 .txt。",
    "damaged_file": "文件不完整或已损坏（{why}）。请重新复制或下载，或用 Excel、Word、WPS 打开后另存。",
    "zip_bomb": "文件解压后过大（{why}），拒绝打开。请确认来源；如确为正常文件，请删除多余内容后另存。",
    "unsafe_xml": "文件内部含有实体或文档类型声明，有安全风险，拒绝打开。请用 Excel、Word 或 WPS 打开后另存。",
    "too_deep": "文件内部嵌套过深，拒绝打开。请把正文复制到新文档后再导入。",
    "external_reference": "文件的正文引用了外部地址，本系统不访问外部地址。请把内容复制到新文件后再导入。",
    # what kind of reading was asked for
    "not_a_plan": "整改方案应是 .txt 或 .docx 文件，这是工作簿。台账请按台账导入。",
    "not_a_workbook": "台账和人员名单应是 .xlsx 或 .xls 工作簿，这是文字文件。整改方案请按方案导入。",
    # text
    "nul_bytes": "文字文件里有空字节，可能不是文字文件或已损坏。请用记事本打开，另存为 UTF-8 后再导入。",
    "binary_text": "文字文件里有控制字符，可能不是文字文件。请用记事本打开检查，另存为 UTF-8 后再导入。",
    "damaged_text": "文字编码在这里断开，文件可能不完整。请重新复制，或用记事本打开检查后另存为 UTF-8。",
    "unknown_encoding": "认不出文字编码（能读的是 UTF-8、UTF-16、GB18030）。请用记事本打开，另存为 UTF-8 后再导入。",
    "text_too_large": "文字超过 {limit} 万字，不像一份整改方案。请拆分后导入。",
    "line_too_long": "这一行超过 32767 个字。请分段后再导入。",
    "no_problems": "没有读到任何问题。方案里每个问题下应有“整改措施：”或“责任人：”“完成时限：”这样的行。",
    # workbooks
    "sheet_too_large": "工作表太大（{why}）。请删除表格以外多余的行和列后另存。",
    "too_many_merges": "工作表的合并单元格过多。请取消多余的合并后另存。",
    "no_header": "没有找到台账表头。表头应有“{columns}”等栏目（见附件1-1、附件1-2）。",
    "two_headers": "一个工作表里有两个表头（另一个在第 {row} 行）。请拆成两个工作表。",
    "missing_columns": "表头缺少栏目：{columns}。请补上后再导入。{unknown}",
    "duplicate_column": "两栏都是“{column}”（另一栏在 {cell}）。请删除或改名其中一栏。",
    "no_rows": "表头下面没有可以导入的行。",
    "formula_in_cell": "这里应是文字或日期，却是公式。请复制后“选择性粘贴—数值”。",
    "error_in_cell": "这里是错误值（如 #REF!）。请改正。",
    "cell_too_long": "这一格超过 32767 个字。请删减或分行。",
    "duplicate_row_number": "序号 {number} 重复（另一处在 {cell}）。请改正序号。",
    "impossible_date": "“{text}”不是一个存在的日期。请改正。",
    "date_out_of_range": "“{text}”早于 1990 年或晚于 2099 年。请改正年份。",
    "range_reversed": "“{text}”的止期早于起期。请改正。",
    # what was exported and comes back
    "not_a_round_trip": "这不是导出供填报的台账（没有隐藏工作表 duban）。请用 duban 导出时加 --round-trip 的文件填写。",
    "other_format": "这个文件的填报格式（{format}）不是本程序的格式。请重新导出后填写。",
    "marks_damaged": "隐藏工作表 duban 已被改动或损坏。请重新导出后填写。",
    "no_number_columns": "没有找到“问题编号”和“版本”两栏的表头。它们在表的右端，是隐藏的，请不要删除。",
    "problem_twice": "问题编号 {number} 有两行（另一行在 {cell}）。每个问题只能有一行。",
    "exported_ledger": "这是从本系统导出供填报的台账，里面的问题已经登记过。请用 duban import-back 导回。",
    # people
    "unit_cycle": "单位的上级关系绕成了圈：{units}。请改正上级单位。",
}  # fmt: skip


class Refusal(msgspec.Struct, frozen=True):
    """One thing that a clerk has to put right before the file can be read."""

    code: str
    message: str
    place: Place = WHOLE_FILE

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}：{self.message}" if where else self.message


class ImportRefused(Exception):
    """The file was not read and nothing of it may be used; every readable reason is listed, in file order."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("\n".join(map(str, refusals)))
        self.refusals = tuple(refusals)

    @property
    def code(self) -> str:
        """The code of the first refusal."""
        return self.refusals[0].code


def refusal(code: str, place: Place = WHOLE_FILE, **facts: object) -> Refusal:
    """A refusal worded from the catalogue `MESSAGES`."""
    return Refusal(code, MESSAGES[code].format(**facts), place)


def refused(code: str, place: Place = WHOLE_FILE, **facts: object) -> ImportRefused:
    """The exception for a file that fails for one reason; the caller raises it."""
    return ImportRefused([refusal(code, place, **facts)])
