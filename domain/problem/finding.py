"""发现的问题: what was found, as it is brought in; the part that all ways of registering share."""

from __future__ import annotations

import msgspec

from domain.problem.classification import AreaLevel, Scope, Severity
from domain.problem.problem import Place


class Finding(msgspec.Struct, frozen=True):
    """What was found: the part that all ways of registering share. ``household`` is (opaque reference, 户主姓名)."""

    campaign: str
    category: str
    content: str
    scope: Scope = Scope.AREA
    severity: Severity = Severity.ORDINARY
    place: Place = Place()
    area_level: AreaLevel | None = None
    household_ref: str = ""
    householder: str = ""
    household_kind: str = ""
    source: str = ""
