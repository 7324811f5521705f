"""版式正文: what each kind of document reads like: its blocks in their order, with the names that are filled in.

The one source of the shipped Word templates (building.py) and of the printed pages (adapters/printing/letters.py).
Wording is kept to what the source documents and the form of official documents ask for; offices edit the template.
Source: domain reference, sections 5, 7, 8, 9, 11; R000-17, R001-61, R002-41, R003-12 to R003-15, R003-21, R003-22.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from domain.document.kinds import DocumentKind


class Role(StrEnum):
    """What a paragraph is on the page: each has its own place, type and size (GB/T 9704-2012, section 7)."""

    ORGAN = "ORGAN"  # 发文机关标志
    NUMBER = "NUMBER"  # 发文字号, with the red line under it
    TITLE = "TITLE"  # 标题
    ADDRESSEE = "ADDRESSEE"  # 主送机关
    BODY = "BODY"  # 正文
    HEADING = "HEADING"  # 一、
    ANNEX_NOTE = "ANNEX_NOTE"  # 附件说明
    SIGNED_BY = "SIGNED_BY"  # 发文机关署名, where the seal goes
    DATED = "DATED"  # 成文日期
    ANNEX = "ANNEX"  # 附件, on a page of its own
    ANNEX_TITLE = "ANNEX_TITLE"
    COPIES = "COPIES"  # 版记: 抄送
    LABEL = "LABEL"  # a line under a form: who signs


class Para(msgspec.Struct, frozen=True):
    role: Role
    text: str


class Column(msgspec.Struct, frozen=True):
    """A column of a list: its title, the name of its cell in a template, its width in mm."""

    title: str
    name: str
    width: int


class Table(msgspec.Struct, frozen=True):
    """The list: a header, and a row for each line."""

    columns: tuple[Column, ...]


class Grid(msgspec.Struct, frozen=True):
    """A form (审批表): rows of label and text; a row of one pair spans the width."""

    rows: tuple[tuple[tuple[str, str], ...], ...]


class When(msgspec.Struct, frozen=True):
    """Blocks that are there only if the name has a text."""

    name: str
    blocks: tuple[Para | Table | Grid, ...]


class Parts(msgspec.Struct, frozen=True):
    """The parts of a report, each a heading and its paragraphs."""


Block = Para | Table | Grid | When | Parts


class Form(msgspec.Struct, frozen=True):
    """One kind of document: its blocks and the columns of its list."""

    blocks: tuple[Block, ...]
    columns: tuple[Column, ...] = ()


ROW, ROWS = "行", "问题清单"
PART, PARTS, PART_TITLE, PART_TEXT, PARAGRAPH = "部分", "各部分", "标题", "正文", "段"

HEAD = (Para(Role.ORGAN, "{{ 发文机关 }}"), Para(Role.NUMBER, "{{ 发文字号 }}"))
SIGNATURE = (Para(Role.SIGNED_BY, "{{ 发文机关 }}"), Para(Role.DATED, "{{ 成文日期 }}"))
COPIES = When("抄送", (Para(Role.COPIES, "抄送：{{ 抄送 }}。"),))
ADDRESSEE = Para(Role.ADDRESSEE, "{{ 主送 }}：")


def letter(title: str, body: tuple[str, ...], columns: tuple[Column, ...] = (), annex: str = "") -> Form:
    """A letter: head, title, addressee, text, signature, copies; with a list, that is its annex."""
    note = (When(ROWS, (Para(Role.ANNEX_NOTE, f"附件：{annex}"),)),) if columns else ()
    listed = (When(ROWS, (Para(Role.ANNEX, "附件"), Para(Role.ANNEX_TITLE, annex), Table(columns))),) if columns else ()
    text = (Para(Role.BODY, one) for one in body)
    return Form((*HEAD, Para(Role.TITLE, title), ADDRESSEE, *text, *note, *SIGNATURE, *listed, COPIES), columns)


def report(title: str, addressee: bool = True) -> Form:
    """A report: head, title, addressee, parts, signature."""
    to = (When("主送", (ADDRESSEE,)),) if addressee else ()
    return Form((*HEAD, Para(Role.TITLE, title), *to, Parts(), *SIGNATURE, COPIES))


SERIAL = Column("序号", "序号", 11)
NUMBER = Column("问题编号", "问题编号", 31)
CATEGORY = Column("问题类型", "问题类型", 25)
CONTENT = Column("问题", "问题", 48)
DUE = Column("整改时限", "整改时限", 23)

LATE_LIST = (SERIAL, NUMBER, CATEGORY, CONTENT, DUE, Column("事由", "事由", 18))
FINDINGS = (
    SERIAL,
    Column("类别", "类别", 19),
    Column("被督查单位", "被督查单位", 19),
    Column("镇/村", "镇村", 18),
    Column("问题", "问题", 33),
    Column("整改要求", "整改要求", 20),
    Column("整改期限", "整改期限", 21),
    Column("整改情况", "整改情况", 15),
)

BASIS = "{% if 依据文件 %}根据{{ 依据文件 }}，{% endif %}"
LONGER = "整改情况请及时报告；确需延长时间的，请及时报告原因并明确延长时限。"

FORMS: dict[DocumentKind, Form] = {
    DocumentKind.RECTIFICATION_LETTER: letter(
        "关于{{ 专项行动 }}督查发现问题的{{ 文种 }}",
        (
            BASIS + "{{ 发文机关 }}于{{ 督查时间 }}对你单位开展了督查，并已交换意见。"
            "{% if 问题清单 %}督查发现问题{{ 件数 }}个，现将问题清单（见附件）反馈你单位，"
            "请按照整改要求和整改期限及时组织整改。" + LONGER + "{% else %}本次督查没有发现问题。{% endif %}",
        ),
        FINDINGS,
        "问题清单",
    ),
    DocumentKind.SUPERVISION_LETTER: letter(
        "关于{{ 专项行动 }}问题整改的{{ 文种 }}",
        (
            BASIS + "经查，你单位有{{ 件数 }}个问题未按要求完成整改（见附件），现予督办。"
            "请逐项落实整改责任和措施，抓紧整改，按规定申请销号。" + LONGER,
        ),
        LATE_LIST,
        "督办问题清单",
    ),
}
