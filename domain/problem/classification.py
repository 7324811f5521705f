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


class PlaceKind(StrEnum):
    """How far down a problem lies (落实到乡到村到园区到项目到户到人, R001-66)."""

    COUNTY = "COUNTY"
    TOWN = "TOWN"
    VILLAGE = "VILLAGE"
    PARK = "PARK"
    PROJECT = "PROJECT"
    HOUSEHOLD = "HOUSEHOLD"
    PERSON = "PERSON"


PLACE_KIND_NAMES = {
    PlaceKind.COUNTY: "县",
    PlaceKind.TOWN: "乡镇",
    PlaceKind.VILLAGE: "村",
    PlaceKind.PARK: "园区",
    PlaceKind.PROJECT: "项目",
    PlaceKind.HOUSEHOLD: "户",
    PlaceKind.PERSON: "人",
}


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
