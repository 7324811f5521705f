"""A content for each kind of document, all of it made up."""

from __future__ import annotations

from adapters.word.checking import COMMON
from adapters.word.forms import FORMS
from adapters.word.names import names_of
from domain.document.content import Content, Entry, Line
from domain.document.kinds import NAMES, DocumentKind

TEXTS = {
    "发文机关": "东县督查工作办公室",
    "发文字号": "东督办〔2018〕1号",
    "专项行动": "脱贫攻坚督促检查",
    "依据文件": "河扶〔2018〕23号",
    "主送": "甲镇",
    "抄送": "东县委、东县政府",
    "成文日期": "2018年10月8日",
    "统计日期": "2018年10月8日",
    "件数": "2",
    "草稿": "",
    "督查时间": "2018年9月19日至20日",
    "单位": "甲镇",
    "密级": "",
    "紧急程度": "",
    "附注": "",
    "印发机关": "东县督查工作办公室",
    "签发人": "某签发人",
    "签字栏": "党委主要负责同志：　　政府主要负责同志：",
    "材料摘要": "ab" * 32,
    "承诺事项": "1. 月底前整改到位\n2. 每周报告进展",
}
PARTS = ("督查基本情况", "典型经验", "存在的主要问题及困难", "意见建议")
CELLS = {"问题": "第一书记没有吃住在村，<台账>与实际&不符", "摘要": "cd" * 32, "问题编号": "DC2018-甲镇-0001"}


def sample(kind: DocumentKind, lines: int = 2, text: str = "经查，情况属实。", **given: str) -> Content:
    """Every name with a text of its own or as given, so many lines, and four parts where there are parts."""
    names = {*COMMON, *names_of(kind)} - {"文种"}
    told = (Entry(name, given.get(name, TEXTS.get(name, f"某{name}"))) for name in sorted(names))
    columns = tuple(column.name for column in FORMS[kind].columns[1:])
    return Content(
        entries=(*told, Entry("文种", NAMES[kind])),
        parts=tuple(Entry(title, text) for title in PARTS),
        columns=columns,
        lines=tuple(
            Line(str(number), tuple(CELLS.get(column, f"某{column}{number}") for column in columns))
            for number in range(lines if columns else 0)
        ),
    )
