"""督查: how problems are found: methods, layers of finding, sampling, groups, and what an inspection has to include.

Source: domain reference, section 8. Layers of finding (自查, 核查, 抽查) are not the layers of re-check of the policy.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from domain.organisation import Role, UnitKind
from domain.timetable import Per


class MethodKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way within a method (R003-40)."""

    code: str
    label: str


class Method(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A method of inspection (方式方法); each visit lists those that it used (R000-18)."""

    code: str
    label: str
    kinds: tuple[MethodKind, ...] = ()


class FindingLayer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer of finding (自查, 核查, 抽查): who looks, and at how much of what is in its hands (R001-01)."""

    number: int
    name: str
    roles: tuple[Role, ...]
    percent: int = 100
    drawn: bool = False
    """The share is drawn at random; the document may leave its size open."""


class Population(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of people that is screened; none may be left out (R002-02)."""

    code: str
    label: str


class Sweep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """举一反三: the same problem is looked for in every unit of a kind; may end with a signed 零报告 (R004-41)."""

    code: str
    label: str
    each: str
    """What is gone through one by one: VILLAGE, HOUSEHOLD, WORKS; of the last two a list is given (R004-26)."""
    category: str = ""
    count: int | None = None
    only: str = ""
    """Which of them, where not all."""
    before_year: int = 0
    """Only works that were done before this year (R004-32)."""
    head_signs: bool = False
    """The head of the unit signs himself (R004-17)."""


class Screening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """排查: what is covered, by which layers."""

    layers: tuple[FindingLayer, ...] = ()
    populations: tuple[Population, ...] = ()
    cover_by: UnitKind | None = None
    """Coverage is counted unit by unit of this kind, and has to be whole (R002-44)."""
    sweeps: tuple[Sweep, ...] = ()


class SampleClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of villages or households that a sample tells apart (贫困村, 未脱贫户)."""

    code: str
    label: str


class Within(StrEnum):
    """What a floor of a sample counts within."""

    VISIT = "VISIT"
    VILLAGE = "VILLAGE"


class SampleFloor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least so many of one class in each visit, or in each village; fewer block completion (R000-24, R003-11)."""

    of: str
    at_least: int
    within: Within


class SamplingNumbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """抽样: the floors of a random draw, and the classes that it prefers (R000-25)."""

    profile: str
    classes: tuple[SampleClass, ...] = ()
    floors: tuple[SampleFloor, ...] = ()
    priority: tuple[str, ...] = ()
    all_villages: bool = False


class InterviewRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is interviewed in a village: one holder of each post. ``drawn`` posts are drawn at random (R000-20, 21)."""

    posts: tuple[str, ...]
    resident_team: bool | None = None
    """Holds for villages with (true) or without (false) a resident team; None for both."""
    drawn: bool = False


class VisitMode(StrEnum):
    """明查, 暗访: the plan of a covert visit is hidden from the village until it is done (R000-23)."""

    OPEN = "OPEN"
    COVERT = "COVERT"


class LetterRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """整改函 after an inspection: within calendar days of its end, rolled to a working day or not (R003-13)."""

    days: int
    roll: bool = True


class TransferRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """资金核查: within how many days money has to arrive, and how long it may lie before it is paid out (R003-44)."""

    arrive_days: int = 30
    held_days: int = 90


class InspectionGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """督查小组: its areas are all that it sees (R003-06). Bodies and posts, never persons."""

    number: int
    name: str
    areas: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


class InspectionRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an inspection of this campaign has to include."""

    sampling: SamplingNumbers | None = None
    days_min: int | None = None
    days_max: int | None = None
    per: Per | None = None
    groups: tuple[InspectionGroup, ...] = ()
    groups_announced: int | None = None
    """How many the document announces, where it lists another number (R003-04)."""
    lead_rank: str = ""
    modes: tuple[VisitMode, ...] = (VisitMode.OPEN,)
    interviews: tuple[InterviewRule, ...] = ()
    tested: tuple[str, ...] = ()
    """Posts that take the test of knowledge (R000-22)."""
    projects_drawn: tuple[str, ...] = ()
    """What is drawn for the check of projects, with its ledger (R000-26)."""
    views_exchanged: bool = False
    """Views are exchanged with the inspected unit's leaders before the letter (R003-12)."""
    letter: LetterRule | None = None
    transfers: TransferRule = TransferRule()
    area_self_check: bool = False
    """After a letter the whole area checks itself against the list (R003-16)."""
    pledge: tuple[str, ...] = ()
    """What each inspector pledges before the first visit (R000-34)."""
    no_form_filling: bool = True
    """Data come from systems or inspectors; no form is ever assigned to a village (R000-35)."""


class LeadingGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """领导小组: the posts that make it up, and where its office is. People are appointed, never written here."""

    name: str
    head: str
    deputies: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    office: str = ""
