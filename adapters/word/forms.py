"""版式正文: what each kind of document reads like: its blocks in their order, with the names that are filled in.

The one source of the shipped Word templates (building.py) and of the printed pages (adapters/printing/letters.py).
Wording is kept to what the source documents and the form of official documents ask for; offices edit the template.
Source: domain reference, sections 5, 7, 8, 9, 11; R000-17, R001-61, R002-41, R003-12 to R003-15, R003-21, R003-22.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from domain.document.kinds import DocumentKind
from domain.papers import Layout


class Role(StrEnum):
    """What a paragraph is on the page: each has its own place, type and size (GB/T 9704-2012, section 7)."""

    DRAFT = "DRAFT"  # that it is not signed yet
    MARKS = "MARKS"  # 份号, 密级, 紧急程度, at the upper left
    ORGAN = "ORGAN"  # 发文机关标志
    NUMBER = "NUMBER"  # 发文字号, with the red line under it
    NUMBER_UPWARD = "NUMBER_UPWARD"  # 发文字号 on the left, 签发人 on the right
    LETTER_NUMBER = "LETTER_NUMBER"  # 信函格式: 密级 on the left, 发文字号 on the right, below the double line
    LETTER_MARKS = "LETTER_MARKS"
    TITLE = "TITLE"  # 标题
    ADDRESSEE = "ADDRESSEE"  # 主送机关
    BODY = "BODY"  # 正文
    HEADING = "HEADING"  # 一、
    ANNEX_NOTE = "ANNEX_NOTE"  # 附件说明
    SIGNED_BY = "SIGNED_BY"  # 发文机关署名, where the seal goes
    DATED = "DATED"  # 成文日期
    NOTE = "NOTE"  # 附注
    ANNEX = "ANNEX"  # 附件, on a page of its own
    ANNEX_TITLE = "ANNEX_TITLE"
    COPIES = "COPIES"  # 版记: 抄送
    RULE = "RULE"  # the thin line between the two
    IMPRINT = "IMPRINT"  # 版记: 印发机关 and 印发日期
    LETTER_COPIES = "LETTER_COPIES"  # 信函格式: 抄送, without lines
    LABEL = "LABEL"  # a line under a form: who signs


class Para(msgspec.Struct, frozen=True):
    """``end``: what follows the text in another typeface. A tab parts what stands left from what stands right."""

    role: Role
    text: str
    end: str = ""


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
    """Blocks that are there only if the name has a text; the ``name`` may be a condition over names."""

    name: str
    blocks: tuple[Para | Table | Grid, ...]


class Parts(msgspec.Struct, frozen=True):
    """The parts of a report, each a heading and its paragraphs."""


Block = Para | Table | Grid | When | Parts


class Form(msgspec.Struct, frozen=True):
    """One kind of document: its blocks and the columns of its list, in its layout."""

    blocks: tuple[Block, ...]
    columns: tuple[Column, ...] = ()
    layout: Layout = Layout.DOCUMENT


ROW, ROWS = "行", "问题清单"
PART, PARTS, PART_TITLE, PART_TEXT, PARAGRAPH = "部分", "各部分", "标题", "正文", "段"

DRAFT = When("草稿", (Para(Role.DRAFT, "【草稿，尚未签发】"),))
NO_COPY_NUMBER = "　"
"""份号 is stamped on each copy: the line is left free for it."""
MARKS = (
    When("密级", (Para(Role.MARKS, NO_COPY_NUMBER), Para(Role.MARKS, "{{ 密级 }}"))),
    When("紧急程度", (Para(Role.MARKS, "{{ 紧急程度 }}"),)),
)
NUMBER = "{{ 发文字号 }}"
HEAD = (DRAFT, *MARKS, Para(Role.ORGAN, "{{ 发文机关 }}"), Para(Role.NUMBER, NUMBER))
UPWARD_HEAD = (*HEAD[:-1], Para(Role.NUMBER_UPWARD, f"{NUMBER}\t签发人：", "{{ 签发人 }}"))
FIRST_MARK = f"{{% if 密级 %}}{NO_COPY_NUMBER}{{% else %}}{{{{ 紧急程度 }}}}{{% endif %}}"
LETTER_HEAD = (
    DRAFT,
    Para(Role.ORGAN, "{{ 发文机关 }}"),
    Para(Role.LETTER_NUMBER, f"{FIRST_MARK}\t", NUMBER),
    When("密级", (Para(Role.LETTER_MARKS, "{{ 密级 }}"),)),
    When("密级 and 紧急程度", (Para(Role.LETTER_MARKS, "{{ 紧急程度 }}"),)),
)
SIGNATURE = (
    Para(Role.SIGNED_BY, "{{ 发文机关 }}"),
    Para(Role.DATED, "{{ 成文日期 }}"),
    When("附注", (Para(Role.NOTE, "（{{ 附注 }}）"),)),
)
COPIED = "　抄送：{{ 抄送 }}。"
COPIES = (
    When("抄送", (Para(Role.COPIES, COPIED), Para(Role.RULE, "\t\t"))),
    Para(Role.IMPRINT, "　{{ 印发机关 }}\t{% if 成文日期 %}{{ 成文日期 }}印发{% endif %}　"),
)
LETTER_COPIES = (When("抄送", (Para(Role.LETTER_COPIES, COPIED),)),)
ADDRESSEE = Para(Role.ADDRESSEE, "{{ 主送 }}：")


def letter(title: str, body: tuple[str, ...], columns: tuple[Column, ...] = (), annex: str = "") -> Form:
    """A letter: head, title, addressee, text, signature, copies; with a list, that is its annex."""
    note = (When(ROWS, (Para(Role.ANNEX_NOTE, f"附件：{annex}"),)),) if columns else ()
    listed = (When(ROWS, (Para(Role.ANNEX, "附件"), Para(Role.ANNEX_TITLE, annex), Table(columns))),) if columns else ()
    text = (Para(Role.BODY, one) for one in body)
    return Form((*HEAD, Para(Role.TITLE, title), ADDRESSEE, *text, *note, *SIGNATURE, *listed, *COPIES), columns)


def report(title: str) -> Form:
    """A report goes upward: head with 签发人, title, addressee, parts, signature, who confirmed it."""
    to = When("主送", (ADDRESSEE,))
    signed = When("签字栏", (Para(Role.LABEL, "{{ 签字栏 }}"),))
    return Form((*UPWARD_HEAD, Para(Role.TITLE, title), to, Parts(), *SIGNATURE, signed, *COPIES))


def circular(opening: str, columns: tuple[Column, ...]) -> Form:
    """通报: it goes to everybody, so nobody is addressed; of units with their figures, of a paper with its problems."""
    listed = When(ROWS, (Para(Role.ANNEX, "附件"), Para(Role.ANNEX_TITLE, "通报清单"), Table(columns)))
    note = When(ROWS, (Para(Role.ANNEX_NOTE, "附件：通报清单"),))
    head = (*HEAD, Para(Role.TITLE, "关于{{ 专项行动 }}整改情况的{{ 文种 }}"), Para(Role.BODY, BASIS + opening))
    return Form((*head, note, *SIGNATURE, listed, *COPIES), columns)


def as_a_letter(form: Form) -> Form:
    """The same in 信函格式; what has no head of its own (记录, 审批表) or goes upward stays as it is."""
    if not all(block in form.blocks for block in HEAD):
        return form
    kept = tuple(block for block in form.blocks if block not in HEAD and block not in COPIES)
    return Form((*LETTER_HEAD, *kept, *LETTER_COPIES), form.columns, Layout.LETTER)


def form_of(kind: DocumentKind, layout: Layout) -> Form:
    return as_a_letter(FORMS[kind]) if layout is Layout.LETTER else FORMS[kind]


SERIAL = Column("序号", "序号", 11)
PROBLEM_NO = Column("问题编号", "问题编号", 31)
CATEGORY = Column("问题类型", "问题类型", 25)
CONTENT = Column("问题", "问题", 46)
DUE = Column("整改时限", "整改时限", 25)

LATE_LIST = (SERIAL, PROBLEM_NO, CATEGORY, CONTENT, DUE, Column("事由", "事由", 18))
FINDINGS = (
    SERIAL,
    Column("类别", "类别", 16),
    Column("被督查单位", "被督查单位", 16),
    Column("镇/村", "镇村", 15),
    Column("问题", "问题", 39),
    Column("整改要求", "整改要求", 21),
    Column("整改期限", "整改期限", 24),
    Column("整改情况", "整改情况", 14),
)

FIGURES = (
    SERIAL,
    Column("单位", "单位", 45),
    Column("共排查问题数", "共排查问题数", 25),
    Column("已整改数", "已整改数", 25),
    Column("整改率", "整改率", 25),
    Column("按期整改率", "按期整改率", 25),
)
HANDED_OVER = (SERIAL, Column("材料", "材料", 80), Column("摘要（SHA-256）", "摘要", 65))

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
    DocumentKind.REMINDER: letter(
        "关于{{ 专项行动 }}问题整改的{{ 文种 }}",
        (
            BASIS
            + "截至{{ 统计日期 }}，你单位有{{ 件数 }}个问题整改逾期（见附件），请抓紧整改，按规定申请销号。"
            + LONGER,
        ),
        LATE_LIST,
        "逾期问题清单",
    ),
    DocumentKind.CRITICISM: circular("经批准，现对{{ 主送 }}{{ 件数 }}个问题整改不到位予以通报批评。", LATE_LIST),
    DocumentKind.COMMENDATION: circular("经批准，现对{{ 单位 }}予以通报表扬。{{ 事由 }}", FIGURES),
    DocumentKind.INTERVIEW_NOTICE: letter(
        "{{ 文种 }}",
        (
            BASIS + "因你单位{{ 件数 }}个问题整改不到位（见附件），决定约谈你单位主要负责同志。"
            "请说明情况，作出整改承诺。约谈的时间、地点另行通知。",
        ),
        LATE_LIST,
        "约谈事项清单",
    ),
    DocumentKind.INTERVIEW_RECORD: Form(
        (
            Para(Role.ANNEX_TITLE, "约谈记录"),
            Grid(
                (
                    (("依据文书", "{{ 发文字号 }}"), ("约谈日期", "{{ 约谈日期 }}")),
                    (("被约谈单位", "{{ 主送 }}"), ("被约谈人", "{{ 被约谈人 }}")),
                    (("约谈人", "{{ 约谈人 }}"), ("专项行动", "{{ 专项行动 }}")),
                    (("约谈情况", "{{ 约谈情况 }}"),),
                    (("承诺事项", "{{ 承诺事项 }}"),),
                    (("约谈人签字", ""), ("被约谈人签字", "")),
                )
            ),
        )
    ),
    DocumentKind.REFERRAL_LETTER: letter(
        "{{ 文种 }}",
        (
            BASIS + "现将{{ 移交编号 }}（{{ 移交类别 }}）及有关材料（见附件）移交你单位，请依规依纪依法处理，"
            "并将办理情况按期反馈。材料包的摘要（SHA-256）：{{ 材料摘要 }}。",
        ),
        HANDED_OVER,
        "移交材料清单",
    ),
    DocumentKind.INSPECTION_REPORT: report("{{ 文种 }}"),
    DocumentKind.SELF_CHECK_REPORT: report("{{ 单位 }}{{ 文种 }}"),
    DocumentKind.WORK_REPORT: report("{{ 单位 }}{{ 文种 }}"),
    DocumentKind.CLOSE_APPROVAL_FORM: Form(
        (
            DRAFT,
            Para(Role.ANNEX_TITLE, "问题整改销号审批表"),
            Grid(
                (
                    (("问题编号", "{{ 问题编号 }}"), ("专项行动", "{{ 专项行动 }}")),
                    (("问题类型", "{{ 问题类型 }}"), ("问题来源", "{{ 问题来源 }}")),
                    (("责任单位", "{{ 责任单位 }}"), ("所在地", "{{ 所在地 }}")),
                    (("责任领导", "{{ 责任领导 }}"), ("责任人", "{{ 责任人 }}")),
                    (("问题内容", "{{ 问题内容 }}"),),
                    (("整改措施", "{{ 整改措施 }}"),),
                    (("整改时限", "{{ 整改时限 }}"),),
                    (("整改成效", "{{ 整改成效 }}"),),
                    (("申请销号", "{{ 申请销号 }}"),),
                    (("复核意见", "{{ 复核意见 }}"),),
                    (("群众满意", "{{ 群众满意 }}"),),
                    (("四个不放过", "{{ 四个不放过 }}"),),
                    (("销号审批", "{{ 销号审批 }}"),),
                    (("填表", "{{ 拟稿人 }}"), ("核稿", "{{ 核稿人 }}")),
                    (("签发", "{{ 签发人 }}"), ("日期", "{{ 成文日期 }}")),
                )
            ),
        )
    ),
}
