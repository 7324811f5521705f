"""`duban stale`, `look-backs`, `subsistence` and `ledger --at`, as an office types them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Duban


def registered(office: Duban, *words: str) -> None:
    said = office("do", "登记问题", *words, "--as", "李四")
    assert said.code == 0, said.err


@pytest.mark.requirement("R001-18")
def test_a_ledger_that_nobody_keeps_up_is_listed_by_its_town(office: Duban) -> None:
    before = office("stale", "--campaign", "qijia_2021")
    assert [w for w in before.out.split() if w in ("甲镇", "义务教育方面", "从未记录")] == [
        "甲镇",
        "义务教育方面",
        "从未记录",
    ]
    assert "共1本台账，1本没有持续更新" in before.out
    registered(office, "campaign=qijia_2021", "category=D2.1", "content=台账缺两户", "place=甲镇")
    assert "1本台账，0本没有持续更新" in office("stale", "--campaign", "qijia_2021", "--unit", "甲县").out
    assert office("stale", "--campaign", "没有的行动").code == 2
    assert office("stale", "--campaign", "qijia_2021", "--unit", "没有的镇").code == 2


@pytest.mark.requirement("R002-25")
def test_an_old_problem_that_nobody_looked_back_at_is_listed(office: Duban) -> None:
    common = ("campaign=xiaoxian_2022", "category=HABITAT", "place=甲镇")
    registered(office, *common, "content=垃圾未清运", "source=督查暗访")
    registered(office, *common, "content=污水横流", "source=本次自查自纠")
    said = office("look-backs", "--lacking", "--json").json
    assert [(one["source"], one["result"]) for one in said["lines"]] == [("省市督查暗访", "未回头看")]
    assert "省市督查暗访：共 1 件，改到位 0，反弹 0，虚假整改 0，未回头看 1" in office("look-backs").out


@pytest.mark.requirement("R001-65")
def test_a_reported_change_of_the_scale_is_held_against_the_records(office: Duban) -> None:
    change = ("do", "登记低保变化", "household_ref=H-01", "village=甲镇一村", "享受低保=是", "reason=收入骤减")
    days = ("subsistence", "--from", "2022-08-01", "--to", "2022-08-31", "--unit", "甲镇")
    assert "上报增减 +1 户，记录增减 +0 户：不符" in office(*days, "--reported", "1").out
    paper = office.folder.parent / "审批表.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + b"x" * 64)
    assert office(*change, f"evidence={paper}", "--as", "吴六").code == 0
    assert "上报增减 +1 户，记录增减 +1 户：相符" in office(*days, "--reported", "1").out
    assert office(*days, "--json").json["began"] == 1
    assert office("subsistence", "--from", "2022-08-31", "--to", "2022-08-01").code == 2
    assert office("subsistence", "--from", "八月", "--to", "2022-08-01").code == 2


@pytest.mark.requirement("R001-66")
def test_the_ledger_narrows_to_a_park(office: Duban) -> None:
    common = ("campaign=xiaoxian_2022", "category=INDUSTRY")
    registered(office, *common, "content=园区未带动", "place={county: 甲县, town: 甲镇, 园区: 食品园}")
    registered(office, *common, "content=面上情况", "place=甲镇")
    assert [line["lies_at"] for line in office("ledger", "--json").json["lines"]] == ["PARK", "TOWN"]
    [line] = office("ledger", "--at", "园区", "--json").json["lines"]
    assert line["place"] == "甲县甲镇食品园"
    assert office("ledger", "--at", "省").code != 0
