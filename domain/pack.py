"""规则包: a place's rules as data: taxonomy, periods, ladder, check profile, numbering, papers. No code for a place.

All that a document may leave out has a default. Source: domain reference, sections 7 and 12; X-06.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from domain.accountability import AccountabilityRules
from domain.household_file.rules import HouseholdFileRules
from domain.measures import MeasureRules
from domain.monitoring_case.procedure import MonitoringRules
from domain.organisation import UnitKind
from domain.papers import FieldLabel, LedgerCode, LedgerForm, LetterForm, LetterKind, Organ, ReportForm
from domain.policy import Policy
from domain.standards import RecurringDuty, Standard
from domain.supervision import InspectionRules, LeadingGroup, Method, Screening
from domain.taxonomy import Category, Dimension, ProblemSource, Tag, TagGroup
from domain.thresholds import Threshold
from domain.timetable import BasisDocument, ItemDate, Phase


class PlaceLevel(StrEnum):
    """Who runs a campaign."""

    CITY = "CITY"
    COUNTY = "COUNTY"
    TOWN = "TOWN"


class Tenant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An office that works with the pack at its own level; a town may relay its county's campaign."""

    level: PlaceLevel
    office: str


class NamedUnit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that the document names as lead or responsible. ``every``: it stands for all of its kind (各乡镇)."""

    name: str
    kind: UnitKind = UnitKind.DEPARTMENT
    every: bool = False
    aliases: tuple[str, ...] = ()


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place's rules as data (专项行动规则包)."""

    id: str
    title: str
    year: int
    number_prefix: str
    policy: Policy
    taxonomy: tuple[Category, ...]
    taxonomy_version: str = "1"
    # whose campaign it is
    basis: BasisDocument | None = None
    level: PlaceLevel = PlaceLevel.COUNTY
    tenants: tuple[Tenant, ...] = ()
    leading_group: LeadingGroup | None = None
    units: tuple[NamedUnit, ...] = ()
    # when
    phases: tuple[Phase, ...] = ()
    item_dates: tuple[ItemDate, ...] = ()
    # what is looked at, and how
    dimensions: tuple[Dimension, ...] = ()
    sources: tuple[ProblemSource, ...] = ()
    tags: tuple[TagGroup, ...] = ()
    standards: tuple[Standard, ...] = ()
    methods: tuple[Method, ...] = ()
    screening: Screening = Screening()
    inspection: InspectionRules = InspectionRules()
    measures: MeasureRules = MeasureRules()
    # what is measured, and what comes of it
    duties: tuple[RecurringDuty, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    monitoring: MonitoringRules = MonitoringRules()
    household_file: HouseholdFileRules = HouseholdFileRules()
    accountability: AccountabilityRules = AccountabilityRules()
    # what is printed
    ledgers: tuple[LedgerForm, ...] = ()
    letters: tuple[LetterForm, ...] = ()
    organs: tuple[Organ, ...] = ()
    reports: tuple[ReportForm, ...] = ()
    labels: tuple[FieldLabel, ...] = ()

    def category(self, code: str) -> Category | None:
        return next((c for c in self.taxonomy if c.code == code), None)

    def led_by(self, unit: str) -> tuple[str, ...]:
        """The codes of the categories that a unit leads (牵头单位), by any name that the pack has for it (R001-42)."""
        names = [{one.name, *one.aliases} for one in self.units]
        called = {unit}.union(*(one for one in names if unit in one))
        return tuple(category.code for category in self.taxonomy if not called.isdisjoint(category.lead))

    def tag(self, name: str) -> Tag | None:
        """A mark, by its code or its label."""
        return next((tag for group in self.tags for tag in group.tags if name in (tag.code, tag.label)), None)

    def source(self, name: str) -> ProblemSource | None:
        """By its code, its label or another name that the pack gives it."""
        return next((s for s in self.sources if name in (s.code, s.label, *s.aliases)), None)

    def letter(self, kind: LetterKind) -> LetterForm | None:
        return next((form for form in self.letters if form.kind is kind), None)

    def ledger(self, code: LedgerCode) -> LedgerForm | None:
        return next((form for form in self.ledgers if form.code is code), None)


NO_CAMPAIGN = Pack(id="", title="", year=0, number_prefix="", policy=Policy(version=""), taxonomy=())
"""The rules of cases that belong to no campaign: the defaults."""
