"""Likeness of texts: equal is 100, small edits stay high, what has nothing in common stays low, copies are found."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.likeness import (
    RUN,
    SHORTEST_COPY,
    Likeness,
    groups_alike,
    is_verbatim,
    likeness,
    most_alike,
    normalised,
    taken_from,
)

UNRELATED = (
    "由乡村建设站对全乡危旧房屋逐户拍照鉴定，鉴定为危房的本月底前全部腾空并启动重建",
    "请区水务部门对三个水源点重新取样检测，更换破损输水管道，明确每处设施的管护人员",
    "各村第一书记入户讲解医疗报销和产业奖补的条件，一户一张明白纸，每周广播一次政策",
    "对漏填的收入登记表逐项补填，申请书与确认书日期颠倒的由经办人说明并重新核对签字",
    "联系县职业学校开办缝纫和电焊两期培训班，九月前为有意愿的劳动力推荐三个以上岗位",
    "清理东沟两岸堆放的生活垃圾和秸秆，增设十二个收集点，聘请四名保洁员每日巡查清运",
    "扶贫车间租金从下季度起按合同上缴村集体，账目在公示栏逐笔公开，村监委会按月核查",
    "对因病支出较大的农户及时纳入监测，落实临时救助和慢性病签约服务，每季度回访一次",
)
PLAN = UNRELATED[0]
CHARACTER = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
CHINESE, LONG_ENOUGH = st.text(CHARACTER, max_size=80), st.text(CHARACTER, min_size=20, max_size=80)
ANYTHING = st.text(max_size=60) | CHINESE
AS_TYPED = st.text(st.sampled_from("村户一０９09abＡＺ（）()　 ，。;——①㎡Ⅷ\n"))


# --- the form in which texts are compared -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("１．更换　管道（３００米）；", "1更换管道300米"),
        ("1. 更换\n管道 (300米);", "1更换管道300米"),
        ("ＡＢ类 Ab", "ab类ab"),
        ("　，。！——", ""),
    ],
)
def test_width_blanks_punctuation_and_case_do_not_count_and_digits_do(written: str, plain: str) -> None:
    assert normalised(written) == plain


@given(AS_TYPED)
def test_what_is_normalised_stays_as_it_is(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


# --- likeness -----------------------------------------------------------------------------------------------------


@given(ANYTHING, ANYTHING)
def test_likeness_is_a_percentage_the_same_from_both_sides(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) == likeness(other, one) <= 100


@given(ANYTHING)
def test_a_text_is_wholly_like_itself(text: str) -> None:
    assert likeness(text, text) == 100


@settings(deadline=None)
@given(LONG_ENOUGH, st.data())
def test_each_changed_character_costs_at_most_three_runs(text: str, data: st.DataObject) -> None:
    changed = list(text)
    edits = data.draw(st.integers(1, 3))
    for _ in range(edits):
        changed[data.draw(st.integers(0, len(text) - 1))] = "一"
    number = len(text) - RUN + 1
    assert likeness(text, "".join(changed)) >= 100 * (number - 3 * edits) // (number + 3 * edits)


def test_a_plan_with_another_date_and_name_is_still_much_alike() -> None:
    assert likeness(PLAN, PLAN.replace("本月底前", "九月底前")) >= 80
    assert likeness(PLAN, "东村" + PLAN) >= 90


@pytest.mark.parametrize(("one", "other"), list(combinations(UNRELATED, 2)))
def test_plans_for_different_things_are_hardly_alike(one: str, other: str) -> None:
    assert likeness(one, other) <= 10
    assert taken_from(one, other) <= 20


def test_the_order_of_the_sentences_changes_little() -> None:
    first, second = PLAN.split("，", 1)
    assert likeness(PLAN, f"{second}，{first}") >= 80


# --- copies ---------------------------------------------------------------------------------------------------------


def test_a_copy_laid_out_anew_is_verbatim_and_a_short_text_is_nobodys() -> None:
    assert is_verbatim(PLAN, PLAN.replace("，", "， ") + "。")
    assert not is_verbatim(PLAN, PLAN + "并上报")
    short = "加强组织领导压实工作责任"
    assert likeness(short, short) == 100
    assert not is_verbatim(short, short)


@pytest.mark.parametrize(("length", "verbatim"), [(SHORTEST_COPY, False), (SHORTEST_COPY + 1, True)])
def test_a_verbatim_copy_is_longer_than_thirty_characters(length: int, verbatim: bool) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(length))
    assert is_verbatim(text, text) is verbatim


def test_a_paragraph_of_the_superiors_text_is_found_in_it() -> None:
    superior = "。".join(UNRELATED)
    assert likeness(PLAN, superior) < 30
    assert taken_from(PLAN, superior) == 100
    assert taken_from(superior, PLAN) < 30


@settings(deadline=None)
@given(CHINESE, LONG_ENOUGH, CHINESE)
def test_what_stands_inside_a_text_is_wholly_taken_from_it(before: str, text: str, after: str) -> None:
    assert taken_from(text, before + text + after) == 100


def test_the_closest_of_several_texts_is_named() -> None:
    others = {"县方案": "。".join(UNRELATED), "乙镇": PLAN.replace("本月", "下月"), "丙镇": UNRELATED[1]}
    assert most_alike(PLAN, others) == Likeness(100, "县方案", verbatim=False)
    assert most_alike(PLAN, others | {"丁镇": PLAN}) == Likeness(100, "丁镇", verbatim=True)
    assert most_alike(PLAN, {}) is None


# --- groups -----------------------------------------------------------------------------------------------------------


def test_groups_have_the_first_text_and_whoever_follows_it() -> None:
    near = PLAN.replace("本月底前", "九月底前")
    texts = {
        "a": UNRELATED[1],
        "b": PLAN,
        "c": UNRELATED[2],
        "d": PLAN + "。",
        "e": near,
        "f": "立即整改",
        "g": "立即整改",
    }
    assert list(groups_alike(texts, 80)) == [("b", {"d": 100, "e": likeness(PLAN, near)})]
    assert list(groups_alike(texts, 100)) == [("b", {"d": 100})]


@settings(deadline=None, max_examples=40)  # a busy machine is not a failure
@given(st.integers(0, 10_000), st.sampled_from([60, 75, 80, 90, 100]))
def test_the_index_finds_the_same_groups_as_comparing_everything(seed: int, percent: int) -> None:
    draw = random.Random(seed)
    texts = {n: edited(draw, draw.choice(UNRELATED[:3]) + UNRELATED[3]) for n in range(25)}
    followers: dict[int, dict[int, int]] = {}
    for key, text in texts.items():
        alike = ((leader, likeness(text, texts[leader])) for leader in followers)
        leader, how = next((found for found in alike if found[1] >= percent), (key, 0))
        followers.setdefault(leader, {}).update({key: how} if leader != key else {})
    assert dict(groups_alike(texts, percent)) == {leader: led for leader, led in followers.items() if led}


def edited(draw: random.Random, text: str) -> str:
    """The text with up to eight characters replaced, taken out or put in."""
    changed = list(text)
    for _ in range(draw.randrange(9)):
        at = draw.randrange(len(changed))
        changed[at : at + draw.randrange(2)] = draw.choice(["", "村", "户户"])
    return "".join(changed)
