"""Campaigns as they are opened in the tests, and the cases that come of them."""

from __future__ import annotations

from datetime import date

from domain.campaign.campaign import Campaign
from domain.campaign.opening import OpenCampaign
from domain.campaign.report import Report, report_id
from domain.issue.issue import Issue
from domain.issue.preparing import PrepareTable
from domain.issue.signing import SignTable
from domain.papers import LedgerCode
from tests.campaign.places import (
    BUREAU,
    BUREAU_CLERK,
    BUREAU_HEAD,
    COUNTY,
    COUNTY_BASIS,
    COUNTY_CLERK,
    COUNTY_HEAD,
    COUNTY_PARTY_HEAD,
    OFFICE,
    OTHER_CHECKER,
    OTHER_PARTY_HEAD,
    OTHER_TOWN,
    OTHER_TOWN_HEAD,
    PARTY_HEAD,
    TOWN,
    TOWN_CLERK,
    TOWN_HEAD,
    staffed,
)
from tests.issue.tables import read, table
from tests.problem.story import Story, written

TOWN_CAMPAIGN = OpenCampaign("haogou_2023", "haogou_2023", TOWN, starts_on=date(2023, 9, 10))
COUNTY_CAMPAIGN = OpenCampaign("QJ-2021", "qijia_2021", COUNTY, basis_document=COUNTY_BASIS)
HALF_DAY = OpenCampaign("xiaoxian_2022", "xiaoxian_2022", COUNTY)
ISSUED = "2023-09-13 10:00"


def opened(command: OpenCampaign = TOWN_CAMPAIGN, by: str = OFFICE, at: str = ISSUED) -> Story:
    story = Story(staffed())
    story.when(command, by, at).accepted()
    return story


def county_opened(command: OpenCampaign = COUNTY_CAMPAIGN, at: str = "2021-08-26 09:00") -> Story:
    return opened(command, COUNTY_CLERK, at)


def campaign(story: Story) -> Campaign:
    state: Campaign = story.casework.load(story.case, fresh=True).state
    return state


def owed(story: Story, code: str, unit: str) -> Report:
    state: Report = story.casework.load(report_id(campaign(story).code, code, unit), fresh=True).state
    return state


def report_story(story: Story, code: str, unit: str) -> Story:
    """The report of a unit, as a story of its own."""
    return Story(story.casework, owed(story, code, unit).id, story.now)


def report(story: Story) -> Report:
    state: Report = story.casework.load(story.case, fresh=True).state
    return state


# --- the tables that go with a report -----------------------------------------------------------------------------

FILLED_IN_BY = {TOWN: TOWN_CLERK, OTHER_TOWN: OTHER_CHECKER, BUREAU: BUREAU_CLERK, COUNTY: COUNTY_CLERK}
HEADS = {
    TOWN: {"党委主要负责同志": PARTY_HEAD, "政府主要负责同志": TOWN_HEAD, "主要负责人": TOWN_HEAD},
    OTHER_TOWN: {"党委主要负责同志": OTHER_PARTY_HEAD, "政府主要负责同志": OTHER_TOWN_HEAD},
    BUREAU: {"单位主要负责同志": BUREAU_HEAD},
    COUNTY: {"县委主要负责同志": COUNTY_PARTY_HEAD, "县政府主要负责同志": COUNTY_HEAD},
}
"""Who signs a table of a unit, in which post."""


def table_filled_in(story: Story, unit: str, code: LedgerCode = LedgerCode.L4, closed: int = 1) -> Story:
    """A table of a unit that waits for its signatures, with so many problems closed, as a story of its own."""
    filled_in = Story(story.casework, now=story.now)
    content = table(str(closed), str(closed))
    command = PrepareTable(campaign(story).code, code, unit, read=read(content, written(story.now)))
    filled_in.when(command, FILLED_IN_BY[unit]).accepted()
    return filled_in


def issued(table: Story) -> Issue:
    """It is issued: the heads sign it one by one."""
    for post in table.state.unsigned:
        table.when(SignTable(post), HEADS[table.state.unit][post]).accepted()
    issue: Issue = table.state
    return issue


def table_issued(story: Story, unit: str, code: LedgerCode = LedgerCode.L4, closed: int = 1) -> Issue:
    return issued(table_filled_in(story, unit, code, closed))
