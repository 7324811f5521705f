"""岗位权限与职级: what a post empowers its holder to do, and how high he stands."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a post empowers its holder to do (domain reference, section 2)."""

    OFFICE = "OFFICE"
    GROUP_HEAD = "GROUP_HEAD"
    INSPECTOR = "INSPECTOR"
    TEAM_LEAD = "TEAM_LEAD"
    LEAD_DEPT = "LEAD_DEPT"
    HEAD = "HEAD"
    RESP_LEADER = "RESP_LEADER"
    RESP_PERSON = "RESP_PERSON"
    LIAISON = "LIAISON"
    TOWN = "TOWN"
    VILLAGE = "VILLAGE"
    RESIDENT_TEAM = "RESIDENT_TEAM"
    GRID_WORKER = "GRID_WORKER"
    HELP_CONTACT = "HELP_CONTACT"
    COUNTY_APPROVER = "COUNTY_APPROVER"
    DISCIPLINE = "DISCIPLINE"
    ARCHIVIST = "ARCHIVIST"
    REVIEWER = "REVIEWER"
    PRIVACY_OFFICER = "PRIVACY_OFFICER"


ROLE_NAMES = {
    Role.OFFICE: "办公室",
    Role.GROUP_HEAD: "领导小组组长",
    Role.INSPECTOR: "督查组成员",
    Role.TEAM_LEAD: "督查组组长",
    Role.LEAD_DEPT: "牵头单位",
    Role.HEAD: "主要负责同志",
    Role.RESP_LEADER: "责任领导",
    Role.RESP_PERSON: "责任人",
    Role.LIAISON: "联络员",
    Role.TOWN: "乡镇核查人员",
    Role.VILLAGE: "村干部",
    Role.RESIDENT_TEAM: "驻村工作队",
    Role.GRID_WORKER: "网格员",
    Role.HELP_CONTACT: "帮扶联系人",
    Role.COUNTY_APPROVER: "县级审定人员",
    Role.DISCIPLINE: "纪检监察",
    Role.ARCHIVIST: "档案人员",
    Role.REVIEWER: "问责审查人员",
    Role.PRIVACY_OFFICER: "隐私保护专员",
}


class Rank(IntEnum):
    """职级, where a document asks for one (处级以上干部担任小组长: R003-05)."""

    UNKNOWN = 0
    STAFF = 1
    DEPUTY_SECTION = 2
    SECTION = 3
    DEPUTY_DIVISION = 4
    DIVISION = 5
    BUREAU = 6


RANK_NAMES = {
    Rank.UNKNOWN: "未填职级",
    Rank.STAFF: "科员",
    Rank.DEPUTY_SECTION: "副科级",
    Rank.SECTION: "正科级",
    Rank.DEPUTY_DIVISION: "副处级",
    Rank.DIVISION: "正处级",
    Rank.BUREAU: "厅级",
}
