"""Campaigns as they are opened in the tests, and the cases that come of them."""

from __future__ import annotations

from datetime import date

from domain.campaign.campaign import Campaign
from domain.campaign.opening import OpenCampaign
from domain.campaign.report import Report, report_id
from tests.campaign.places import COUNTY, COUNTY_BASIS, COUNTY_CLERK, OFFICE, TOWN, staffed
from tests.problem.story import Story

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
