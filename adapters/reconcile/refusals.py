"""What a clerk has to put right before an export can be compared; beside the refusals that every file may get."""

from __future__ import annotations

from adapters.importing.refusals import WHOLE_FILE, ImportRefused, Place, Refusal

MESSAGES = {
    "not_an_export": "对账要用对方导出的 .xlsx、.xls 或 .csv 文件，这是文字文档。",
    "no_such_header": "没有找到{form}的表头。表头应有“{columns}”等栏目。",
    "number_missing": "这一行没有编号，无法核对。请补上编号，或删去这一行。",
    "personal_record_number": "这里像是{what}，不是记录编号。请换成对方系统的记录编号后再对账。",
    "day_unclear": "“{text}”看不出是哪一天。请写成 2022-08-31。",
    "category_twice": "“{text}”有两行（另一行在 {cell}）。一次只核对一个单位；有几个单位的，请每个单位一个文件。",
    "no_count": "“{text}”不是数目。请改成整数。",
    "unknown_word": "“{text}”认不出。可以写：{known}。",
}  # fmt: skip


def refusal(code: str, place: Place = WHOLE_FILE, **facts: object) -> Refusal:
    return Refusal(code, MESSAGES[code].format(**facts), place)


def refused(code: str, **facts: object) -> ImportRefused:
    """For a file that fails as a whole; the caller raises it."""
    return ImportRefused([refusal(code, WHOLE_FILE, **facts)])
