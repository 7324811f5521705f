"""占位符: what a template of each kind may ask for besides the names that all documents have."""

from __future__ import annotations

from domain.document.kinds import DocumentKind

OF_A_REPORT = ("单位", "签字栏", "统计日期")

NAMES_OF: dict[DocumentKind, tuple[str, ...]] = {
    DocumentKind.RECTIFICATION_LETTER: ("督查时间",),
    DocumentKind.REMINDER: ("统计日期",),
    DocumentKind.SUPERVISION_LETTER: (),
    DocumentKind.CRITICISM: (),
    DocumentKind.COMMENDATION: ("单位", "事由", "统计日期"),
    DocumentKind.INTERVIEW_NOTICE: (),
    DocumentKind.INTERVIEW_RECORD: ("约谈日期", "被约谈人", "约谈人", "约谈情况", "承诺事项"),
    DocumentKind.REFERRAL_LETTER: ("移交编号", "移交类别", "材料摘要"),
    DocumentKind.INSPECTION_REPORT: OF_A_REPORT,
    DocumentKind.SELF_CHECK_REPORT: OF_A_REPORT,
    DocumentKind.WORK_REPORT: OF_A_REPORT,
    DocumentKind.CLOSE_APPROVAL_FORM: (
        "问题编号", "问题类型", "问题来源", "责任单位", "所在地", "责任领导", "责任人", "问题内容", "整改措施",
        "整改时限", "整改成效", "申请销号", "复核意见", "群众满意", "四个不放过", "销号审批", "统计日期",
    ),
}  # fmt: skip


def names_of(kind: DocumentKind) -> frozenset[str]:
    return frozenset(NAMES_OF[kind])
