"""`problem` and `bring_to` give the real commands, by people whom the domain allows."""

import pytest

from domain.problem.problem import Stage
from tests.play.stage import E_RECTIFYING, HEADER, played, player, timeline

PATH = ("REGISTERED", "DISPATCHED", "CLAIMED", "PLAN_REVIEW", "RECTIFYING", "CHECK_1", "CLOSE_PENDING", "CLOSED")


@pytest.mark.parametrize("stage", PATH)
def test_a_problem_is_brought_to_any_stage_of_the_main_path(stage: str) -> None:
    read = timeline(f"- {{at: 2018-09-10, problem: {{case: E, unit: 甲镇, due: 2018-09-28, stage: {stage}}}}}\n")
    stage_player = player(read)
    assert stage_player.play().failures == ()
    assert stage_player.world.problem("E").stage is Stage[stage]


@pytest.mark.parametrize("stage", PATH[1:])
def test_a_registered_problem_is_brought_on_from_where_it_is(stage: str) -> None:
    result = played(
        "- {at: 2018-09-10, problem: {case: E, unit: 甲镇, due: 2018-09-28, stage: DISPATCHED}}\n"
        f"- {{at: 2018-09-11, bring_to: {stage}, check: {{stage: {stage}}}}}\n"
    )
    assert result.failures == ()


def test_three_people_hand_in_check_and_close() -> None:
    read = timeline(f"{E_RECTIFYING}- {{at: 2018-09-11, bring_to: CLOSED}}\n")
    stage_player = player(read)
    assert stage_player.play().ok
    events = stage_player.world.events[stage_player.world.case_id("E")]
    actors = [event.envelope.actor.person for event in events[-3:]]
    assert actors == ["p", "i", "o"]


def test_what_waits_for_a_draw_is_drawn_on_the_way() -> None:
    drawn = "{number: 2, name: 抽, roles: INSPECTOR, rate_percent: 20}"
    layers = f"policy: {{layers: [{{number: 1, name: 组, roles: INSPECTOR}}, {drawn}]}}\n"
    result = played(
        f"{E_RECTIFYING}- {{at: 2018-09-11, case: E, bring_to: CLOSED, check: {{event: 抽查, times: 1}}}}\n",
        f"{HEADER}{layers}",
    )
    assert result.failures == ()
    done = "干事申请销号、组员复核通过、主任封存随机种子、主任抽查、组员复核通过、主任同意销号"
    assert result.steps[1].outcomes[0].actual == done


def test_whoever_is_named_acts_where_he_may_and_others_where_he_may_not() -> None:
    named = HEADER + "  - {id: o2, name: 副主任, title: 副主任, unit: 督查办, roles: OFFICE}\n"
    result = played(f"{E_RECTIFYING}- {{at: 2018-09-11, by: [副主任, d], bring_to: CLOSED}}\n", named)
    assert result.steps[1].outcomes[0].actual == "副镇长申请销号、组员复核通过、副主任同意销号"


def test_a_household_is_asked_by_whoever_checked() -> None:
    result = played(
        "- at: 2018-09-10\n"
        "  problem: {case: 户, unit: 甲镇, household_ref: 户1, householder: 张某某, due: 2018-09-28, stage: CLOSED}\n"
        "  check: {event: 销号, satisfaction_asked_by: 组员, satisfaction_basis: 当面}\n"
    )
    assert result.failures == ()


def test_a_problem_off_the_main_path_is_not_brought_further() -> None:
    result = played(
        "- {at: 2018-09-10, problem: {case: E, unit: 甲镇, due: 2018-09-28, stage: DISPATCHED}}\n"
        "- {at: 2018-09-11, by: h, do: 不认领, with: {reason: NOT_TRUE, statement: 不属实}}\n"
        "- {at: 2018-09-12, bring_to: CLOSED}\n"
    )
    [failure] = result.failures
    assert failure.actual == "一步未办；从“未认领待核实”没有通向“已销号”的下一步"


def test_a_stage_that_lies_behind_is_not_reached() -> None:
    [failure] = played(f"{E_RECTIFYING}- {{at: 2018-09-11, bring_to: CLAIMED}}\n").failures
    assert "从“已销号”没有通向“已认领待报方案”的下一步" in failure.actual


def test_where_nobody_may_act_the_step_fails_and_says_why() -> None:
    without_group = HEADER.replace("roles: INSPECTOR", "roles: ARCHIVIST")
    [failure] = played(f"{E_RECTIFYING}- {{at: 2018-09-11, bring_to: CLOSED}}\n", without_group).failures
    assert failure.actual.startswith("干事申请销号；没有人可以复核通过：")


def test_a_unit_without_its_people_fails_and_says_whom_it_lacks() -> None:
    [failure] = played("- {at: 2018-09-10, problem: {case: E, unit: 督查组, due: 2018-09-28}}\n").failures
    assert "督查组没有人任责任领导或责任人" in failure.actual


def test_posts_are_held_from_their_first_to_their_last_day() -> None:
    changing = HEADER + (
        "  - id: n\n"
        "    name: 新镇长\n"
        "    posts:\n"
        "      - {title: 镇长, unit: 甲镇, roles: HEAD, since: 2018-09-15, until: 2018-09-20}\n"
        "      - {title: 镇长, unit: 乙镇, roles: HEAD, since: 2018-09-21}\n"
    )
    ask = "by: n, case: E, do: 申请延期"
    result = played(
        f"{E_RECTIFYING}"
        f"- {{at: 2018-09-14, {ask}, expect: not_permitted}}\n"
        f"- {{at: 2018-09-15, {ask}, expect: extension_incomplete}}\n"
        f"- {{at: 2018-09-20, {ask}, expect: extension_incomplete}}\n"
        f"- {{at: 2018-09-21, {ask}, expect: not_permitted}}\n",
        changing,
    )
    assert result.failures == ()


def test_fourteen_villages_take_a_line() -> None:
    result = played(
        "- {at: 2018-09-10, repeat: 14, by: o, do: 设立单位, with: {code: '{n}村', kind: 村, parent: 甲镇}}\n"
        "- {at: 2018-09-11, repeat: 14, by: i, case: '{n}', do: 登记问题, "
        "with: {category: H5, content: '{item}号问题', place: '{n}村'}}\n"
        "- {at: 2018-09-12, check: [{event: 登记问题, times: 14}, {case: '14', village: 14村, content: 14号问题}]}\n"
    )
    assert result.failures == ()
