"""规则包: a place's rules as data: taxonomy, periods, ladder, check profile, numbering. A sixth county needs no code.

Source: domain reference, sections 7 and 12.
"""

from __future__ import annotations

import msgspec

from domain.monitoring_case.procedure import MonitoringRules
from domain.policy import Policy


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A leaf of the taxonomy (问题类型). ``row`` is the label printed in 附件2, ``group`` the one above it, if any."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    group: str = ""


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place's rules as data: taxonomy, periods, ladder, check profile, numbering (专项行动规则包)."""

    id: str
    title: str
    year: int
    number_prefix: str
    policy: Policy
    taxonomy: tuple[Category, ...]
    basis_document: str = ""
    monitoring: MonitoringRules = MonitoringRules()

    def category(self, code: str) -> Category | None:
        return next((c for c in self.taxonomy if c.code == code), None)


NO_CAMPAIGN = Pack(id="", title="", year=0, number_prefix="", policy=Policy(version=""), taxonomy=())
"""The rules of cases that belong to no campaign: the defaults."""
