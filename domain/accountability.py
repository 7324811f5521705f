"""结果运用: what is transferred, who has to speak, what counts towards the yearly assessment.

Source: domain reference, sections 5, 9 and 10. Points are defaults where the document gives none.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Misconduct(StrEnum):
    """What a matter may be that goes to discipline inspection, or to whoever manages the cadre."""

    DUTY = "DUTY"
    CONDUCT = "CONDUCT"
    CORRUPTION = "CORRUPTION"
    FALSE_RECTIFICATION = "FALSE_RECTIFICATION"
    FORMALISTIC_RECTIFICATION = "FORMALISTIC_RECTIFICATION"
    POLICY_NOT_CARRIED_OUT = "POLICY_NOT_CARRIED_OUT"
    POOR_ORGANISATION = "POOR_ORGANISATION"
    CARELESS_SCREENING = "CARELESS_SCREENING"
    MISSED_INCLUSION = "MISSED_INCLUSION"
    INTERFERENCE = "INTERFERENCE"
    FALSIFICATION = "FALSIFICATION"
    OVERDUE = "OVERDUE"
    """Lateness is only the ground for looking (责任研判); what is transferred is a duty not, or wrongly, done."""


MISCONDUCT_NAMES = {
    Misconduct.DUTY: "责任问题",
    Misconduct.CONDUCT: "作风问题",
    Misconduct.CORRUPTION: "腐败问题",
    Misconduct.FALSE_RECTIFICATION: "虚假整改",
    Misconduct.FORMALISTIC_RECTIFICATION: "整改流于形式",
    Misconduct.POLICY_NOT_CARRIED_OUT: "政策落实不到位",
    Misconduct.POOR_ORGANISATION: "工作组织不力",
    Misconduct.CARELESS_SCREENING: "排查不细不实",
    Misconduct.MISSED_INCLUSION: "应纳未纳",
    Misconduct.INTERFERENCE: "干扰督查",
    Misconduct.FALSIFICATION: "弄虚作假",
    Misconduct.OVERDUE: "长期逾期",
}


class PledgeSpeech(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """表态发言: villages with so many problems are proposed; a person approves the list (R000-32)."""

    problems_at_least: int
    at: str


class PointEvent(StrEnum):
    """What adds or takes points in the yearly assessment."""

    ALL_ON_TIME = "ALL_ON_TIME"
    LOW_RATE = "LOW_RATE"
    CRITICISM = "CRITICISM"
    FALSE_RECTIFICATION = "FALSE_RECTIFICATION"


class PointRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """加分, 扣分: ``points`` for each event; ``rate`` is the percentage of 整改率 that it turns on, where it does."""

    event: PointEvent
    points: int
    rate: int | None = None


class AccountabilityRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What follows for units and persons."""

    mandatory_referrals: tuple[Misconduct, ...] = ()
    """一律移交: no policy switches these off (R000-33)."""
    proposed_referrals: tuple[Misconduct, ...] = ()
    """A proposal that a named person decides."""
    basis: str = ""
    """The rules by which consequences are decided (R002-51)."""
    consequences: tuple[str, ...] = ()
    """As the document names them: 限期整改, 约谈问责, 组织处理."""
    pledge_speech: PledgeSpeech | None = None
    points: tuple[PointRule, ...] = ()
    points_cap: int | None = None
    """Between minus and plus this."""
    counts_towards: str = ""
    """The assessment that results and 整改率 go into (R000-31, R003-26)."""
    compared: tuple[str, ...] = ()
    """Whose 整改率 is shown: 县区, 帮扶单位, 镇村."""
