"""文种: the kinds of documents that are printed and signed, and the word that stands for each in its 发文字号."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from domain.papers import Layout


class DocumentKind(StrEnum):
    RECTIFICATION_LETTER = "RECTIFICATION_LETTER"
    REMINDER = "REMINDER"
    SUPERVISION_LETTER = "SUPERVISION_LETTER"
    CRITICISM = "CRITICISM"
    COMMENDATION = "COMMENDATION"
    INTERVIEW_NOTICE = "INTERVIEW_NOTICE"
    INTERVIEW_RECORD = "INTERVIEW_RECORD"
    REFERRAL_LETTER = "REFERRAL_LETTER"
    INSPECTION_REPORT = "INSPECTION_REPORT"
    SELF_CHECK_REPORT = "SELF_CHECK_REPORT"
    WORK_REPORT = "WORK_REPORT"
    CLOSE_APPROVAL_FORM = "CLOSE_APPROVAL_FORM"


class Words(msgspec.Struct, frozen=True):
    """What a kind is called, its word in 发文字号 (empty: it bears none), and the form that is usual for it."""

    name: str
    in_number: str
    layout: Layout = Layout.DOCUMENT


WORDS = {
    DocumentKind.RECTIFICATION_LETTER: Words("整改函", "整改", Layout.LETTER),
    DocumentKind.REMINDER: Words("催办通知", "催办"),
    DocumentKind.SUPERVISION_LETTER: Words("督办函", "督办", Layout.LETTER),
    DocumentKind.CRITICISM: Words("通报批评", "通报"),
    DocumentKind.COMMENDATION: Words("通报表扬", "通报"),
    DocumentKind.INTERVIEW_NOTICE: Words("约谈通知书", "约谈"),
    DocumentKind.INTERVIEW_RECORD: Words("约谈记录", ""),
    DocumentKind.REFERRAL_LETTER: Words("移交函", "移交", Layout.LETTER),
    DocumentKind.INSPECTION_REPORT: Words("督查报告", "报告"),
    DocumentKind.SELF_CHECK_REPORT: Words("自查报告", "报告"),
    DocumentKind.WORK_REPORT: Words("工作报告", "报告"),
    DocumentKind.CLOSE_APPROVAL_FORM: Words("问题整改销号审批表", ""),
}

NAMES = {kind: words.name for kind, words in WORDS.items()}
