"""问题的分类: by what a problem is told apart; rules of a policy may apply to some and not to others."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    HOUSEHOLD = "HOUSEHOLD"  # 户内问题
    AREA = "AREA"  # 面上问题


class AreaLevel(StrEnum):
    COUNTY = "COUNTY"
    TOWN = "TOWN"
    VILLAGE = "VILLAGE"


class Severity(StrEnum):
    ORDINARY = "ORDINARY"
    SERIOUS = "SERIOUS"
    MAJOR = "MAJOR"


class Stock(StrEnum):
    EXISTING = "EXISTING"  # 存量
    NEW = "NEW"  # 变量


class Mode(StrEnum):
    IMMEDIATE = "IMMEDIATE"  # 立行立改
    TIME_LIMITED = "TIME_LIMITED"  # 限期整改
