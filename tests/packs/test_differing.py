"""Two packs side by side: what only one has, what differs, by subject and in words."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from adapters.packs.differing import Difference, Group, Kind, differences, report
from domain.organisation import Role
from domain.pack import Pack
from domain.policy import Duty, Ladder, Layer, Level, Period, Policy, Step
from domain.taxonomy import Category
from domain.timetable import Phase
from tests.packs.shipped import SHIPPED, pack

BEFORE = pack("xiaoxian_2022")


def group(after: Pack, name: str) -> Group:
    """That subject, after making sure that no other one differs."""
    different = [one for one in differences(BEFORE, after) if one.differences]
    assert [one.name for one in different] == [name]
    return different[0]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_pack_does_not_differ_from_itself(name: str) -> None:
    assert not any(one.differences for one in differences(pack(name), pack(name)))


@pytest.mark.parametrize("field", [name for name in Pack.__struct_fields__ if name not in ("id", "policy")])
def test_no_part_of_a_pack_is_passed_over(field: str) -> None:
    assert any(one.differences for one in differences(BEFORE, replace(BEFORE, **{field: "另一个"})))


@pytest.mark.parametrize("field", [name for name in Policy.__struct_fields__ if name not in ("version", "periods")])
def test_no_part_of_a_policy_is_passed_over(field: str) -> None:
    after = replace(BEFORE, policy=replace(BEFORE.policy, **{field: "另一个"}))
    assert any(one.differences for one in differences(BEFORE, after))


def test_a_category_that_one_pack_has_more() -> None:
    after = replace(BEFORE, taxonomy=(*BEFORE.taxonomy, Category("NEW", "新增一类")))
    assert group(after, "问题类型").differences == (
        Difference(Kind.ONLY_SECOND, "问题类型 NEW 新增一类", second="新增一类"),
    )


def test_what_differs_within_a_category_is_named_with_both_values() -> None:
    first, *rest = BEFORE.taxonomy
    after = replace(BEFORE, taxonomy=(replace(first, lead=("县农调队",)), *rest))
    assert group(after, "问题类型").differences == (
        Difference(Kind.CHANGED, "问题类型 INCOME 脱贫人口收入支出变化方面 牵头单位", "县乡村振兴局", "县农调队"),
    )


def test_a_period_is_compared_as_it_is_in_force() -> None:
    periods = {Duty.CLAIM: Period(working_days=2), Duty.PLAN: Period(days=5, roll=False)}
    after = replace(BEFORE, policy=replace(BEFORE.policy, periods=periods))
    assert group(after, "期限").differences == (
        Difference(Kind.CHANGED, "报送整改方案", "3个工作日", "5天（不顺延）"),
    ), "认领 2个工作日 is the default"


def with_steps(*steps: Step) -> Pack:
    return replace(BEFORE, policy=replace(BEFORE.policy, ladder=Ladder(steps=steps)))


def test_a_ladder_differs_level_by_level() -> None:
    before = with_steps(Step(Level.WARN, 1), Step(Level.LETTER, 3), Step(Level.CIRCULATE, 7))
    after = with_steps(Step(Level.WARN, 1), Step(Level.LETTER, 5))
    [different] = [one for one in differences(before, after) if one.differences]
    assert different == Group(
        "升级阶梯",
        (
            Difference(Kind.CHANGED, "逾期升级 督办函 逾期工作日", "3", "5"),
            Difference(Kind.ONLY_FIRST, "逾期升级 通报", first="等级 通报，逾期工作日 7"),
        ),
    )


def test_a_layer_of_recheck_more() -> None:
    layers = (*BEFORE.policy.layers, Layer(3, "部门核查", (Role.LEAD_DEPT,)))
    after = replace(BEFORE, policy=replace(BEFORE.policy, layers=layers))
    assert group(after, "复核层级").differences == (Difference(Kind.ONLY_SECOND, "3 部门核查", second="部门核查"),)


def test_a_phase_that_ends_on_another_day() -> None:
    *phases, last = BEFORE.phases
    after = replace(BEFORE, phases=(*phases, replace(last, last=date(2022, 9, 2), last_time=None)))
    assert group(after, "阶段").differences == (
        Difference(Kind.CHANGED, "SUMMARY 工作总结阶段 最后一天", "2022-08-31", "2022-09-02"),
        Difference(Kind.CHANGED, "SUMMARY 工作总结阶段 最后一天几点前", "12:00", "（无）"),
    )


def test_the_report_counts_marks_and_names_what_is_the_same() -> None:
    rest = BEFORE.taxonomy[1:]
    phases = (*BEFORE.phases, Phase("AFTER", "后续", date(2022, 9, 1)))
    after = replace(BEFORE, taxonomy=(*rest, Category("NEW", "新增一类")), phases=phases)
    lines = list(report(differences(BEFORE, after)))
    assert lines[:-1] == [
        "阶段：仅后者 1 项",
        "  + AFTER 后续：2022-09-01 至 长期",
        "问题类型：仅前者 1 项，仅后者 1 项",
        "  - 问题类型 INCOME 脱贫人口收入支出变化方面",
        "  + 问题类型 NEW 新增一类",
    ]
    assert lines[-1].startswith("相同：基本情况、依据文件、使用单位和领导小组、单位、逐项时限、")
