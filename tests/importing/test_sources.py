"""问题来源 of an issued plan: a source that the pack names where its heading names one, else the heading, sealed."""

import pytest

from adapters.importing.intake import source_named
from tests.problem.story import packs


@pytest.mark.parametrize(
    ("campaign", "heading", "source"),
    [
        ("assessment_2020", "（一）专项评估发现问题", "ASSESSMENT"),
        ("assessment_2020", "二、举一反三自查自纠的问题", "SELF_CHECK"),
        ("assessment_2020", "（一）个性问题", ""),
        ("xiaoxian_2022", "2021年考核评估反馈和督查暗访的问题", ""),  # two of them: nobody can tell which
        ("xiaoxian_2022", "", ""),
    ],
)
def test_a_heading_names_a_source_if_it_names_exactly_one(campaign: str, heading: str, source: str) -> None:
    assert source_named(heading, packs()[campaign]) == source
