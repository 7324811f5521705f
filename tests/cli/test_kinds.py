"""`duban do` and `duban case` speak of any case by its number, whatever its kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Duban

CAMPAIGN = "xiaoxian_2022"
OPEN = ("do", "开展专项行动", f"campaign={CAMPAIGN}", f"pack={CAMPAIGN}", "unit=甲县", "--as", "孙三")
ASK = ("do", "请示", "question=乡镇和街道是否一并排查", "--case", CAMPAIGN, "--as", "钱二")


def opened(duban: Duban) -> Duban:
    assert duban(*OPEN).code == 0
    return duban


def test_a_campaign_is_made_and_then_addressed_by_its_code(office: Duban) -> None:
    said = opened(office)(*ASK, "--json")
    assert [(row["number"], row["result"]) for row in said.json] == [(CAMPAIGN, "已办理")]


def test_what_began_a_moment_ago_is_found_without_anybody_having_looked(office: Duban) -> None:
    assert opened(office)(*ASK).code == 0


def test_a_case_that_is_no_problem_is_shown_with_what_happened_in_it(office: Duban) -> None:
    opened(office)(*ASK)
    said = office("case", CAMPAIGN)
    assert said.code == 0
    for words in (f"专项行动　{CAMPAIGN}", "开展专项行动", "请示", "甲镇镇长 钱二"):
        assert words in said.out
    told = office("case", CAMPAIGN, "--json").json
    assert (told["kind"], told["kind_name"], told["unit"]) == ("campaign", "专项行动", "甲县")
    assert [one["topic"] for one in told["happened"]] == ["campaign.opened", "campaign.question_asked"]


def test_the_question_itself_stays_sealed(office: Duban) -> None:
    opened(office)(*ASK)
    assert "街道" not in office("case", CAMPAIGN, "--json").out


def test_a_case_is_shown_as_it_was(office: Duban) -> None:
    opened(office)(*ASK)
    before = office("case", CAMPAIGN, "--as-of", "2022-08-09")
    assert before.code != 0
    assert CAMPAIGN in before.err


def test_a_number_that_nothing_has_is_refused(office: Duban) -> None:
    said = office("case", "XX2022-甲镇-0999")
    assert said.code != 0
    assert "XX2022-甲镇-0999" in said.err


def test_a_command_is_not_given_to_a_case_of_another_kind(office: Duban) -> None:
    said = opened(office)("do", "认领", "leader=赵一", "person=周五", "--case", CAMPAIGN, "--as", "钱二", "--json")
    assert (said.code, [one["code"] for one in said.json]) == (1, ["unknown_case"])


def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are(office: Duban) -> None:
    said = office("case", CAMPAIGN, "--kind", "鱼塘")
    assert said.code == 2
    assert "专项行动" in said.err
    assert opened(office)("case", CAMPAIGN, "--kind", "专项行动").code == 0


REFERRED = """\
title: 移交
pack: heyuan_2018
units:
  - {name: 东县, kind: 县}
  - {name: 督查组, kind: 督查组, parent: 东县}
  - {name: 甲镇, kind: 镇, parent: 东县}
people:
  - {name: 组长, title: 组长, unit: 督查组, roles: TEAM_LEAD}
  - {name: 领导小组组长, title: 组长, unit: 东县, roles: GROUP_HEAD}
  - {name: 镇长, title: 镇长, unit: 甲镇, roles: HEAD}
timeline:
  - at: 2018-09-10 09:00
    by: 组长
    case: 线索
    do: 建议移交
    with: {kind: CORRUPTION, unit: 甲镇, grounds: 虚报冒领, persons: 镇长}
    check: {case: 线索, number: DC2018-移-0001}
"""


def test_only_who_needs_to_know_is_told_that_a_referral_exists(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "referred.yaml"
    file.write_text(REFERRED, "utf-8")
    played = duban("play", file, "--into", tmp_path / "training")
    assert played.code == 0, played.out
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "training"))
    for nobody in ((), ("--as", "镇长")):
        said = duban("case", "DC2018-移-0001", *nobody)
        assert said.code != 0
        assert said.err == duban("case", "DC2018-移-9999", *nobody).err.replace("9999", "0001")
    assert "移交事项" in duban("case", "DC2018-移-0001", "--as", "领导小组组长").out
