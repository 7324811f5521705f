"""发现的问题: what was found, as it is brought in; the part that all ways of registering share."""

from __future__ import annotations

import msgspec

from domain.accountability import Misconduct
from domain.problem.classification import AreaLevel, Scope, Severity, Stock
from domain.problem.problem import Place


class Finding(msgspec.Struct, frozen=True):
    """What was found: the part that all ways of registering share.

    ``household_ref`` is opaque, ``householder`` 户主姓名, ``member_ref`` the opaque number of the one member concerned.
    ``stock`` says whether it was there before (存量 or 变量),
    ``tendency`` that it is an early sign (苗头倾向性), ``topics`` under which subjects of the inspection it falls.
    ``source`` is one that the pack names, by code or name; what else is to be said of it goes into ``source_remark``.
    Where the pack asks for a paper under one of these (政策调整的事先分析评估), ``paper_sha256`` is its scan, else
    ``paper_missing`` says why there is none.
    ``misconduct`` behind it (责任, 作风, 腐败, 干扰督查, ...) and ``concerned``, the people, go into a referral only.
    """

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
    member_ref: str = ""
    source: str = ""
    source_remark: str = ""
    stock: Stock | None = None
    tendency: bool = False
    topics: tuple[str, ...] = ()
    misconduct: Misconduct | None = None
    concerned: tuple[str, ...] = ()
    paper_sha256: str = ""
    paper_missing: str = ""
