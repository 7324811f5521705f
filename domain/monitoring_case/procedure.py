"""监测程序: by which steps a household is taken into monitoring and out of it. A place's procedure is data.

Source: domain reference, section 6; R004-20.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class ProcedureStep(StrEnum):
    """One step of a procedure; a procedure is an ordered list of them."""

    VERIFY = "VERIFY"
    DATA_MATCH = "DATA_MATCH"
    REVIEW_MEETING = "REVIEW_MEETING"
    PUBLIC_NOTICE = "PUBLIC_NOTICE"
    TOWN_REVIEW = "TOWN_REVIEW"
    COUNTY_APPROVAL = "COUNTY_APPROVAL"
    ANNOUNCEMENT = "ANNOUNCEMENT"
    ENTRY = "ENTRY"


STEP_NAMES = {
    ProcedureStep.VERIFY: "入户核实",
    ProcedureStep.DATA_MATCH: "数据比对",
    ProcedureStep.REVIEW_MEETING: "评议",
    ProcedureStep.PUBLIC_NOTICE: "公示",
    ProcedureStep.TOWN_REVIEW: "乡镇审核",
    ProcedureStep.COUNTY_APPROVAL: "县级审定",
    ProcedureStep.ANNOUNCEMENT: "公告",
    ProcedureStep.ENTRY: "录入系统",
}

ENDS = (ProcedureStep.VERIFY, ProcedureStep.ENTRY)
"""With these every inclusion begins and ends, whether a procedure names them or not."""

DECIDING = (ProcedureStep.TOWN_REVIEW, ProcedureStep.COUNTY_APPROVAL)
"""Without these nothing is decided, whether a procedure names them or not."""


class Purpose(StrEnum):
    """What a procedure is for."""

    INCLUSION = "INCLUSION"
    CLEARANCE = "CLEARANCE"


PURPOSE_NAMES = {Purpose.INCLUSION: "纳入监测", Purpose.CLEARANCE: "风险消除"}


class Procedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """两评议两公示一公告 and the like: the steps in their order."""

    code: str
    title: str
    purpose: Purpose
    steps: tuple[ProcedureStep, ...]

    def times(self, step: ProcedureStep) -> int:
        return self.steps.count(step)

    @property
    def path(self) -> tuple[ProcedureStep, ...]:
        """The steps between verification and entry; town and county decide before it is announced."""
        named = [step for step in self.steps if step not in ENDS]
        implied = [step for step in DECIDING if step not in named]
        last = ProcedureStep.ANNOUNCEMENT
        at = named.index(last) if last in named else len(named)
        return (*named[:at], *implied, *named[at:])


def _public(code: str, title: str, purpose: Purpose, *steps: ProcedureStep) -> Procedure:
    return Procedure(code, title, purpose, (*steps, ProcedureStep.COUNTY_APPROVAL, ProcedureStep.ANNOUNCEMENT))


_REVIEW, _NOTICE, _TOWN = ProcedureStep.REVIEW_MEETING, ProcedureStep.PUBLIC_NOTICE, ProcedureStep.TOWN_REVIEW

MONITOR_DEFAULT = _public("monitor_default", "一评议一公示一公告", Purpose.INCLUSION, _REVIEW, _NOTICE, _TOWN)
CLEARANCE_DEFAULT = _public("clearance_default", "一评议一公示一公告", Purpose.CLEARANCE, _REVIEW, _NOTICE, _TOWN)
MONITOR_TWO_NOTICES = _public(
    "monitor_two_notices", "一评议两公示一公告", Purpose.INCLUSION, _REVIEW, _NOTICE, _TOWN, _NOTICE
)
ID_2020 = _public("id_2020", "贫困识别两评议两公示一公告", Purpose.INCLUSION, _REVIEW, _NOTICE, _REVIEW, _NOTICE, _TOWN)
EXIT_2020 = _public("exit_2020", "贫困退出一评议两公示一公告", Purpose.CLEARANCE, _REVIEW, _NOTICE, _TOWN, _NOTICE)

PROFILES = {p.code: p for p in (MONITOR_DEFAULT, CLEARANCE_DEFAULT, MONITOR_TWO_NOTICES, ID_2020, EXIT_2020)}
"""The procedures that a pack may name without writing their steps."""

USUAL = {Purpose.INCLUSION: MONITOR_DEFAULT, Purpose.CLEARANCE: CLEARANCE_DEFAULT}


class MonitoringRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """防返贫监测 in one place. ``profiles`` are codes of procedures named above, ``procedures`` a place's own ones.

    ``category`` is the leaf of the place's taxonomy that stands for monitoring: direct clues are counted there, late
    entries raise a problem there; without such a leaf they raise none. ``departments`` match their data (R001-29).
    How long entry, notice and plan take is in the policy's periods: MONITOR_ENTRY, NOTICE_END, HOUSEHOLD_PLAN.
    """

    household_kinds: tuple[str, ...] = ()
    """户类型 as the tables print it."""
    procedures: tuple[Procedure, ...] = ()
    profiles: tuple[str, ...] = ()
    category: str = "MONITORING"
    departments: tuple[str, ...] = ()
    stable_months: int = 6  # how long the income was stable before a risk may be cleared

    def procedure(self, purpose: Purpose) -> Procedure:
        """The place's procedure for that purpose, else the usual one."""
        own = (*self.procedures, *(PROFILES[code] for code in self.profiles))
        return next((procedure for procedure in own if procedure.purpose is purpose), USUAL[purpose])
