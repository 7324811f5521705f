"""Every kind of assertion holds where it is so, and fails, with what was found, where it is not."""

import pytest

from tests.play.stage import E_RECTIFYING, HEADER, played

LATE = f"""\
{E_RECTIFYING}\
- {{at: 2018-09-10 10:00, problem: {{case: F, unit: 乙镇, due: 2018-09-28, category: 资金使用率}}}}
- {{at: 2018-09-21 10:00, case: F, bring_to: CLOSED}}
- at: 2018-10-09 10:00
  by: h
  case: E
  do: 申请延期
  with: {{reason: 连日降雨, new_due_on: 2018-10-31}}
"""
"""E warned and at 督办函, its extension pending; F closed in time."""

HOLDING = [
    "{event: 登记问题, times: 2}",
    "{event: problem.claimed, case: E, leader: 副镇长, person: p, late: false}",
    "{event: claimed, at: [2018-09-10 09:00, 2018-09-10 10:00]}",
    "{event: ExtensionRequested, case: E, reason: 连日降雨, by: 镇长, new_due_on: 2018-10-31, late: true}",
    "{event: WARN, at: 2018-09-29 09:00}",
    "{event: WARN, at: 2018-09-29, times: 1, actor: SYSTEM, overdue_wd: 1, duty: 整改}",
    "{event: LETTER, case: F, times: 0}",
    "{never: CIRCULATE}",
    "{never: LETTER, case: E, until: 2018-10-07}",
    "{planned: CIRCULATE, case: E, at: 2018-10-12 09:00}",
    "{planned: 临期提醒, case: E, supervising: true, at: 2018-10-11}",
    "{not_planned: WARN, case: E}",
    "{not_planned: CIRCULATE, case: E, at: 2018-10-11}",
    "{case: E, due: 2018-09-28}",
    "{case: E, due: 2018-09-28 24:00, due_on: 2018-09-28}",
    "{case: E, due: {RECTIFY: 2018-09-28, 延期审批: 2018-10-11 24:00, RECHECK: 无}}",
    "{case: E, due: {EXT_DECISION: {on: 2018-10-11, why: {rule: WORKING_DAYS, n: 2, since: 2018-10-09}}}}",
    "{case: E, owes: [EXT_DECISION, RECTIFY]}",
    "{case: F, owes: []}",
    "{case: E, stage: rectifying, state: 整改中，延期待批, level: LETTER, highest_level: 督办函, levels: LETTER}",
    "{case: E, overdue_wd: 4, overdue_days: 11, on_time: false, extension_pending: 2018-10-31}",
    "{case: E, as_of: 2018-09-28, overdue_wd: 0, on_time: 无, highest_level: REMIND, extension_pending: 无}",
    "{case: F, on_time: true, completed_on: 2018-09-21, closed_at: 2018-09-21 10:00, overdue_spans: 无}",
    "{case: F, category_name: 资金使用率, content: 问题F, unit: 乙镇, town: 乙镇, leader: 乙镇长}",
    "{case: E, measures: [整改措施], problem_no: DC2018-甲镇-0001}",
    "{case: DC2018-甲镇-0001, stage: 整改中}",
    "{case: E, supervisor_late: {EXT_DECISION: 0, PLAN_REVIEW: 0}}",
    "{summary: 全部, rows: {扶贫责任落实: 1/0/1, H6: 1/1/0, 合计: 2/1/1}}",
    "{summary: 甲镇, rows: {合计: {found: [E], closed: [], 正在整改: [E], 整改率: 0%}}}",
    "{summary: 东县, rate: 50.0%, on_time_rate: 50%, found: 2}",
    "{summary: {unit: 乙镇, category: 资金使用率}, rows: {合计: '1/1/0, 0/0'}}",
    "{summary: 全部, as_of: 2018-09-20, rows: {合计: 2/0/2}, on_time_rate: 无}",
    "{summary: 全部, as_of: 2018-09-22, known_at: 2018-09-20, rows: {合计: 2/0/2}}",
    "{summary: 全部, as_of: 2018-09-28 23:00, on_time_rate: 无}",
    "{summary: 全部, as_of: 2018-09-28 24:00, on_time_rate: 50.0%}",
]

FAILING = {
    "{event: CIRCULATE, case: E}": ("E", "通报", "已经发生", "没有发生"),
    "{event: WARN, at: 2018-09-28}": ("全部问题", "催办", "发生于 2018-09-28", "2018-09-29 09:00"),
    "{event: WARN, times: 2}": ("全部问题", "催办", "共 2 次", "1 次：2018-09-29 09:00"),
    "{event: WARN, overdue_wd: 2}": ("全部问题", "催办（overdue_wd 2）", "已经发生", "没有发生"),
    "{never: 督办函, case: E}": ("E", "督办函", "从未发生", "2018-10-08 09:00"),
    "{planned: CIRCULATE, case: E, at: 2018-10-13}": ("E", "通报", "将发生于 2018-10-13", "2018-10-12 09:00"),
    "{planned: WARN, case: E}": ("E", "催办", "将发生", "没有安排"),
    "{not_planned: CIRCULATE, case: E}": ("E", "通报", "不会发生", "2018-10-12 09:00"),
    "{case: E, stage: CLOSED}": ("E", "阶段", "CLOSED（已销号）", "RECTIFYING（整改中）"),
    "{case: E, overdue_wd: 5}": ("E", "逾期工作日", "5", "4"),
    "{case: E, on_time: true}": ("E", "按期", "是", "否"),
    "{case: E, due: 2018-09-28 12:00}": ("E", "整改时限", "2018-09-28 12:00", "2018-09-28"),
    "{case: E, due: 未定}": ("E", "整改时限", "无", "2018-09-28"),
    "{case: E, due: {CLAIM: 2018-09-13}}": ("E", "认领时限", "2018-09-13", "2018-09-12"),
    "{case: E, due: {RECHECK: 2018-09-13}}": ("E", "复核时限", "2018-09-13", "无"),
    "{case: E, owes: RECTIFY}": ("E", "应办事项", "RECTIFY（整改）", "EXT_DECISION（延期审批）、RECTIFY（整改）"),
    "{case: E, as_of: 2018-09-09, stage: CLOSED}": (
        "E（截至 2018-09-09 24:00）",
        "阶段",
        "CLOSED（已销号）",
        "当时还没有这个问题",
    ),
    "{case: F, content: 别的}": ("F", "问题内容", "别的", "问题F"),
    "{summary: 甲镇, rows: {合计: 1/1/0}}": (
        "甲镇汇总表",
        "合计",
        "1/1/0",
        "1/0/1：共排查 1（E）；已整改 0；正在整改 1（E）",
    ),
    "{summary: 全部, rows: {合计: {closed: [E]}}}": ("全部汇总表", "合计 已整改", "1（E）", "1（F）"),
    "{summary: 全部, rate: 100%}": ("全部汇总表", "合计 整改率", "100.0%", "50.0%"),
}


@pytest.mark.parametrize("check", HOLDING)
def test_an_assertion_holds(check: str) -> None:
    result = played(f"{LATE}- {{at: 2018-10-09 18:00, check: {check}}}\n")
    assert result.failures == ()


@pytest.mark.parametrize("check", FAILING)
def test_an_assertion_fails_and_says_what_was_found(check: str) -> None:
    result = played(f"{LATE}- {{at: 2018-10-09 18:00, check: {check}}}\n")
    assert not result.ok
    [failure] = result.failures
    about, what, expected, actual = FAILING[check]
    assert (failure.about, failure.what, failure.expected) == (about, what, expected)
    assert failure.actual.startswith(actual)


def test_never_is_judged_at_the_end_of_the_timeline() -> None:
    steps = f"{LATE}- {{at: 2018-10-09 18:00, check: {{never: CIRCULATE}}}}\n"
    assert played(steps).ok
    [failure] = played(f"{steps}- {{run_until: 2018-10-12}}\n").failures
    assert (failure.step, failure.actual) == (0, "2018-10-12 09:00")


def test_time_passes_on_to_an_instant_that_a_check_asks_about() -> None:
    result = played(f"{LATE}- {{at: 2018-10-09 18:00, check: {{never: CIRCULATE, until: 2018-10-12}}}}\n")
    assert [failure.actual for failure in result.failures] == ["2018-10-12 09:00"]


def test_what_became_known_later_is_not_in_an_earlier_table() -> None:
    result = played(
        "- at: 2018-09-20 09:00\n"
        "  by: i\n"
        "  case: 迟\n"
        "  do: 登记问题\n"
        "  with: {category: H1, content: 积水, place: 甲镇}\n"
        "  occurred_at: 2018-09-17\n"
        "  reason: 无网络\n"
        "  check:\n"
        "    - {summary: 全部, as_of: 2018-09-18, known_at: 2018-09-19, rows: {合计: 0/0/0}}\n"
        "    - {summary: 全部, as_of: 2018-09-18, rows: {合计: 1/0/1}}\n"
        "    - {summary: 全部, as_of: 2018-09-16, rows: {合计: 0/0/0}}\n"
        "    - {as_of: 2018-09-18, stage: REGISTERED}\n"
    )
    assert result.failures == ()


EXPECTED = {
    "expect: accepted": True,
    "expect: {refused: extension_limit}": False,
    "expect: extension_incomplete": False,
}


@pytest.mark.parametrize("expect", EXPECTED)
def test_a_command_is_expected_to_be_accepted_or_refused_with_its_code(expect: str) -> None:
    step = f"{{at: 2018-09-20, by: h, do: 申请延期, with: {{reason: 雨, new_due_on: 2018-10-31}}, {expect}}}"
    assert played(f"{E_RECTIFYING}- {step}\n").ok is EXPECTED[expect]


REFUSED = {
    "expect: {refused: extension_limit}": True,
    "expect: {refused: extension_limit, max_days: 60}": True,
    "expect: {refused: extension_limit, max_days: 61}": False,
    "expect: {refused: extension_incomplete}": False,
    "expect: accepted": False,
    "note: 未写预期": False,
}


@pytest.mark.parametrize("expect", REFUSED)
def test_a_refusal_must_have_the_code_and_the_facts_that_are_expected(expect: str) -> None:
    step = f"{{at: 2018-09-20, by: h, do: 申请延期, with: {{reason: 雨, new_due_on: 2018-12-31}}, {expect}}}"
    result = played(f"{E_RECTIFYING}- {step}\n")
    assert result.ok is REFUSED[expect]
    assert "拒绝 extension_limit" in result.steps[1].outcomes[0].actual


def test_a_problem_that_could_not_be_registered_fails_all_that_is_asked_of_it() -> None:
    result = played(
        "- {at: 2018-09-10, by: h, case: E, do: 登记问题, with: {category: H1, content: 积水}}\n"
        "- {at: 2018-09-11, case: E, bring_to: CLOSED}\n"
        "- {at: 2018-09-12, check: [{planned: WARN, case: E}, {case: E, stage: CLOSED}, "
        "{summary: 全部, rows: {合计: {found: [E]}}}]}\n"
    )
    assert [failure.step for failure in result.failures] == [1, 2, 3, 3, 3]


def test_who_does_not_exist_can_be_named_where_that_is_what_is_expected() -> None:
    result = played(
        f"{E_RECTIFYING}"
        "- {at: 2018-09-20, by: 张三, do: 申请延期, expect: {refused: unknown_person}}\n"
        "- {at: 2018-09-20, by: h, case: 没有的, do: 申请延期, expect: {refused: unknown_case}}\n"
        "- {at: 2018-09-20, by: i, case: G, do: 登记问题, with: {category: H99, content: 无}, "
        "expect: {refused: unknown_category}}\n"
    )
    assert result.failures == ()


def test_other_rules_make_another_story() -> None:
    steps = f"{E_RECTIFYING}- {{at: 2018-10-09, check: {{level: LETTER, due: {{CLAIM: 2018-09-12}}}}}}\n"
    assert played(steps).ok
    what_if = played(steps, f"{HEADER}policy: {{ladder: {{steps: {{WARN: 2}}}}, periods: {{CLAIM: 5天}}}}\n")
    assert [failure.actual for failure in what_if.failures] == ["WARN（催办）", "2018-09-17"]
