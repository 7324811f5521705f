"""整改措施的种类: what kinds of measures there are, what shows that one is done, and the classes of causes, as data.

A plan freezes the kind of each measure into its event: what was demanded of it stays what it was when it was planned.
Source: R004-16, R004-24, R004-27, R004-29, R004-36, R004-37, R004-42, R004-44.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

import msgspec


class Proof(StrEnum):
    """What shows that a measure is done."""

    NONE = "NONE"
    EVIDENCE = "EVIDENCE"
    ATTENDANCE = "ATTENDANCE"
    DOCUMENT = "DOCUMENT"
    ANSWER = "ANSWER"
    APPRAISAL = "APPRAISAL"


PROOF_NAMES = {
    Proof.NONE: "由责任单位报告完成",
    Proof.EVIDENCE: "佐证材料",
    Proof.ATTENDANCE: "参训人数和签到表",
    Proof.DOCUMENT: "制度文件的名称文号和文本",
    Proof.ANSWER: "所协调部门的答复",
    Proof.APPRAISAL: "鉴定结论",
}


class Depth(StrEnum):
    """治标 or 治本 (R004-42)."""

    SYMPTOM = "SYMPTOM"
    ROOT = "ROOT"


DEPTH_NAMES = {Depth.SYMPTOM: "治标", Depth.ROOT: "治本"}


class MeasureKind(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A kind of measure. ``depth`` is that of a measure that does not say its own."""

    code: str
    label: str
    proof: Proof = Proof.NONE
    depth: Depth | None = None


ORDINARY = MeasureKind("ORDINARY", "一般措施")
DEFAULT_KINDS = (
    ORDINARY,
    MeasureKind("TRAINING", "集中培训", Proof.ATTENDANCE),
    MeasureKind("CHAT_GROUP", "微信群宣传", Proof.EVIDENCE),
    MeasureKind("PUBLIC_ACCOUNT", "公众号宣传", Proof.EVIDENCE),
    MeasureKind("NOTICE_BOARD", "公开栏宣传", Proof.EVIDENCE),
    MeasureKind("MEETING_TRAINING", "以会代训", Proof.EVIDENCE),
    MeasureKind("INSTITUTION", "建章立制", Proof.DOCUMENT, Depth.ROOT),
    MeasureKind("REQUEST", "协调有关部门", Proof.ANSWER),
    MeasureKind("APPRAISAL", "重新鉴定", Proof.APPRAISAL),
)


class CauseClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of causes (原因分类): by it and by their leaf problems are alike."""

    code: str
    label: str


DEFAULT_CAUSES = (
    CauseClass("DUTY", "责任落实不到位"),
    CauseClass("POLICY", "政策掌握不到位"),
    CauseClass("WORK", "工作不细致"),
    CauseClass("INSTITUTION", "制度机制不健全"),
    CauseClass("FUNDING", "资金投入不足"),
    CauseClass("CONDITION", "客观条件限制"),
    CauseClass("OTHER", "其他原因"),
)


class MeasureRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """整改措施和原因分析: what a place may set. The defaults are ours, not a document's."""

    kinds: tuple[MeasureKind, ...] = DEFAULT_KINDS
    causes: tuple[CauseClass, ...] = DEFAULT_CAUSES
    cause_before_close: bool = False
    """A problem is not handed in, nor closed, before its cause is stated (R004-44, R002-35)."""
    first_responsible: str = ""
    """第一责任人 of every problem that names none of its own (R004-37)."""

    def kind(self, word: str) -> MeasureKind | None:
        """The kind of this code or label; the ordinary one if there is no word."""
        return named(word, (*self.kinds, ORDINARY)) if word else ORDINARY

    def cause(self, word: str) -> CauseClass | None:
        """The class of this code or label."""
        return named(word, self.causes)


Coded = TypeVar("Coded", MeasureKind, CauseClass)


def named(word: str, among: Iterable[Coded]) -> Coded | None:
    return next((one for one in among if word.strip() in (one.code, one.label)), None)
