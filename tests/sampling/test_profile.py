"""What a pack asks of a visit, and what the visit still lacks."""

from __future__ import annotations

import msgspec
import pytest

from domain.refusal import Refused
from domain.sampling.drawing import SubstitutionReason, coverage, draw, draw_one_more, substitute
from domain.sampling.frame import Entry, freeze
from domain.sampling.profile import (
    Reached,
    SamplingProfile,
    interviews_due,
    layer_shortfall,
    length_flag,
    reached,
    require_enough,
    self_check_gaps,
    shortfalls,
)
from domain.sampling.rule import DrawPlan
from tests.sampling.villages import household, plain, seed, taking
from tests.sampling.visits import (
    HAOGOU,
    HEYUAN,
    OFFICER,
    OTHERS,
    QIJIA,
    SECRETARY,
    haogou_village,
    heyuan_village,
    households,
    profiles,
    visit,
)


def lacks(profile: SamplingProfile, *villages: object, **when: str) -> list[str]:
    return [str(shortfall) for shortfall in shortfalls(profile, visit(*villages, **when))]  # type: ignore[arg-type]


# --- households ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-24")
@pytest.mark.parametrize(("number", "missing"), [(14, ["SAMPLE needed=15 have=14"]), (15, []), (18, [])])
def test_a_village_has_fifteen_households_at_least(number: int, missing: list[str]) -> None:
    assert lacks(HAOGOU, haogou_village("A", number)) == missing


@pytest.mark.requirement("R000-24")
def test_a_short_sample_blocks_the_visit_and_says_how_short_it_is() -> None:
    with pytest.raises(Refused) as refused:
        require_enough(HAOGOU, visit(haogou_village("乙村", 14)))
    assert refused.value.code == "sample_short"
    assert (refused.value.facts["needed"], refused.value.facts["have"]) == (15, 14)
    assert refused.value.message == "抽样不足，不能办结：乙村农户应不少于15，实有14；请增抽后再办结"


def test_every_village_is_told_that_is_short() -> None:
    with pytest.raises(Refused) as refused:
        require_enough(HAOGOU, visit(haogou_village("甲村", 15), haogou_village("乙村", 14), haogou_village("丙村", 0)))
    assert "乙村农户应不少于15，实有14；丙村农户应不少于15，实有0" in refused.value.message


def test_a_household_visited_twice_is_one_household() -> None:
    once = households(*["MONITORED"] * 14)
    village = haogou_village("A", 0, households=Reached((*once.entries, once.entries[0]), 100))
    assert lacks(HAOGOU, village) == ["SAMPLE needed=15 have=14"]


@pytest.mark.requirement("R000-24")
def test_only_households_that_were_drawn_count() -> None:
    frame = plain(30)
    drawn = draw(frame, seed(1), taking(15))
    undrawn = [entry.id for entry in frame.entries if entry.id not in drawn.ids]
    counted = reached(frame, drawn, [*drawn.ids[:14], *undrawn])
    assert (len(counted.entries), counted.pool) == (14, 30)


def test_who_was_replaced_does_not_count_and_the_substitute_does() -> None:
    frame = plain(30)
    drawn = draw(frame, seed(1), taking(15))
    replaced = substitute(frame, drawn, drawn.ids[0], SubstitutionReason.WORKING_AWAY)
    assert len(reached(frame, replaced, drawn.ids).entries) == 14
    assert len(reached(frame, replaced, replaced.current).entries) == 15


def test_each_village_counts_its_own_households() -> None:
    frame = freeze(household(number, village="甲村" if number < 20 else "乙村") for number in range(50))
    drawn = draw(frame, seed(1), taking(15, per="village"))
    counted = reached(frame, drawn, drawn.ids, "乙村")
    assert (len(counted.entries), counted.pool) == (15, 30)
    assert {entry.attributes["village"] for entry in counted.entries} == {"乙村"}


@pytest.mark.requirement("R000-25")
def test_the_seven_priority_strata_are_all_reached_by_a_draw_of_fifteen() -> None:
    assert HAOGOU.households is not None
    codes = [stratum.code for stratum in HAOGOU.households.priority]
    frame = freeze(household(number, *codes[number % 60 : number % 60 + 1]) for number in range(240))
    drawn = draw(frame, seed(1), DrawPlan("入户调查", HAOGOU.households))
    rows = coverage(frame, drawn)
    assert [row.label for row in rows] == [
        *("监测对象", "收入较低脱贫户", "低保户", "特困户", "大病重病户", "重度残疾", "独居高龄老人"),
    ]
    assert [row.in_sample for row in rows] == [3, 2, 2, 2, 2, 2, 2]


# --- composition --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-10", "R003-11")
def test_a_town_a_poor_village_and_another_of_three_households_each_are_enough() -> None:
    villages = (heyuan_village("甲村", "POOR_VILLAGE", 2, 1), heyuan_village("乙村", "OTHER_VILLAGE", 2, 1))
    require_enough(HEYUAN, visit(*villages, towns="甲镇"))


@pytest.mark.requirement("R003-10")
@pytest.mark.parametrize(
    ("kinds", "towns", "missing"),
    [
        (("POOR_VILLAGE",), "甲镇", ["OTHER_VILLAGE needed=1 have=0"]),
        (("OTHER_VILLAGE", "OTHER_VILLAGE"), "甲镇", ["POOR_VILLAGE needed=1 have=0"]),
        (("POOR_VILLAGE", "OTHER_VILLAGE"), "", ["TOWN needed=1 have=0"]),
        ((), "", ["TOWN needed=1 have=0", "POOR_VILLAGE needed=1 have=0", "OTHER_VILLAGE needed=1 have=0"]),
    ],
)
def test_an_area_that_was_not_visited_is_named(kinds: tuple[str, ...], towns: str, missing: list[str]) -> None:
    villages = [heyuan_village(f"{at}村", kind, 2, 1) for at, kind in enumerate(kinds)]
    assert lacks(HEYUAN, *villages, towns=towns) == missing


@pytest.mark.requirement("R003-11")
@pytest.mark.parametrize(
    ("lifting", "poor", "missing"),
    [
        (3, 0, ["NOT_LIFTED needed=1 have=0"]),
        (1, 2, ["TO_BE_LIFTED needed=2 have=1"]),
        (1, 1, ["SAMPLE needed=3 have=2", "TO_BE_LIFTED needed=2 have=1"]),
        (0, 0, ["SAMPLE needed=3 have=0", "TO_BE_LIFTED needed=2 have=0", "NOT_LIFTED needed=1 have=0"]),
        (5, 4, []),
    ],
)
def test_the_composition_of_a_village_is_checked(lifting: int, poor: int, missing: list[str]) -> None:
    villages = (heyuan_village("甲村", "POOR_VILLAGE", lifting, poor), heyuan_village("乙村", "OTHER_VILLAGE", 2, 1))
    assert lacks(HEYUAN, *villages) == missing


# --- interviews and other draws -----------------------------------------------------------------------------------


@pytest.mark.requirement("R000-20")
@pytest.mark.parametrize(
    ("team", "interviewed", "missing"),
    [
        (True, ("FIRST_SECRETARY", SECRETARY, OFFICER), []),
        (True, ("TEAM_LEADER", SECRETARY, OFFICER), []),
        (True, (SECRETARY, OFFICER), ["FIRST_SECRETARY needed=1 have=0"]),
        (False, (SECRETARY, OFFICER), []),
        (False, (OFFICER,), ["VILLAGE_SECRETARY needed=1 have=0"]),
        (False, ("TEAM_LEADER",), ["VILLAGE_SECRETARY needed=1 have=0", "REVITALISATION_OFFICER needed=1 have=0"]),
    ],
)
def test_three_are_interviewed_and_two_where_there_is_no_team(
    team: bool, interviewed: tuple[str, ...], missing: list[str]
) -> None:
    assert len(interviews_due(HAOGOU, team)) == (3 if team else 2)
    assert lacks(HAOGOU, haogou_village("A", 15, *interviewed, team=team)) == missing


@pytest.mark.requirement("R000-20")
def test_a_missing_interview_blocks_the_visit_and_names_whom() -> None:
    with pytest.raises(Refused) as refused:
        require_enough(HAOGOU, visit(haogou_village("甲村", 15, SECRETARY, OFFICER)))
    assert refused.value.code == "interview_missing"
    assert refused.value.message == (
        "访谈不足，不能办结：甲村访谈驻村第一书记（或队长）应不少于1，实有0；请补充访谈后再办结"
    )


@pytest.mark.requirement("R000-21", "R000-26")
@pytest.mark.parametrize("code", ["GRID_WORKER", "HELP_CONTACT", "FUNDED_PROJECT", "PROJECT_ASSET"])
def test_grid_workers_contacts_projects_and_assets_are_drawn_too(code: str) -> None:
    unvisited = OTHERS | {code: Reached((), 4)}
    assert lacks(HAOGOU, haogou_village("A", 15, others=unvisited)) == [f"{code} needed=1 have=0"]
    undrawn = {other: reached for other, reached in OTHERS.items() if other != code}
    assert lacks(HAOGOU, haogou_village("A", 15, others=undrawn)) == [f"{code} needed=1 have=0"]


@pytest.mark.requirement("R000-21")
def test_a_village_that_has_no_grid_worker_lacks_none() -> None:
    none_there = OTHERS | {"GRID_WORKER": Reached((), 0)}
    assert lacks(HAOGOU, haogou_village("A", 15, others=none_there)) == []


@pytest.mark.requirement("R000-21")
def test_a_grid_worker_is_drawn_at_random_and_can_be_drawn_again() -> None:
    frame = freeze(Entry(f"P{number}", ("GRID_WORKER",)) for number in range(8))
    plan = DrawPlan("访谈网格员", HAOGOU.others["GRID_WORKER"])
    drawn = {draw(frame, seed(number), plan).ids for number in range(60)}
    assert drawn == {(entry.id,) for entry in frame.entries}


# --- layers and coverage ------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-43")
def test_the_leading_group_draws_its_share_of_the_pool_rounded_up() -> None:
    assert layer_shortfall(QIJIA, 3, pool=11, checked=3) is None
    short = layer_shortfall(QIJIA, 3, pool=11, checked=2)
    assert short is not None
    assert (str(short), short.label) == ("LAYER_3 needed=3 have=2", "县领导小组随机抽查")
    drawn = draw(plain(11), seed(1), DrawPlan("第三层抽查", QIJIA.layers[3]))
    assert len(drawn.ids) == 3


@pytest.mark.requirement("R001-41", "R001-43")
def test_towns_and_departments_check_everything() -> None:
    for layer in (1, 2):
        assert layer_shortfall(QIJIA, layer, pool=40, checked=40) is None
        assert str(layer_shortfall(QIJIA, layer, pool=40, checked=39)) == f"LAYER_{layer} needed=40 have=39"


@pytest.mark.requirement("R001-41")
def test_an_item_that_nobody_signed_is_a_gap() -> None:
    signed = [("甲村", "D1.1"), ("甲村", "D2.1"), ("乙村", "D2.1")]
    assert self_check_gaps(["甲村", "乙村"], ["D1.1", "D2.1"], signed) == (("乙村", "D1.1"),)
    assert self_check_gaps(["甲村"], iter(["D1.1", "D2.1"]), signed) == ()


# --- days ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-09")
@pytest.mark.parametrize(("last", "days"), [("2018-09-19", 1), ("2018-09-20", 2)])
def test_a_visit_of_one_or_two_days_is_not_flagged(last: str, days: int) -> None:
    one = visit(first="2018-09-19", last=last)
    assert one.days == days
    assert length_flag(HEYUAN, one) is None


@pytest.mark.requirement("R003-09")
def test_a_visit_of_three_days_is_flagged_and_not_refused() -> None:
    villages = (heyuan_village("甲村", "POOR_VILLAGE", 2, 1), heyuan_village("乙村", "OTHER_VILLAGE", 2, 1))
    three_days = visit(*villages, first="2018-09-19", last="2018-09-21")
    flag = length_flag(HEYUAN, three_days)
    assert flag is not None
    assert flag.message == "本次督查3天，规定每次1-2天"
    require_enough(HEYUAN, three_days)


def test_a_pack_without_a_limit_flags_no_length() -> None:
    assert length_flag(HAOGOU, visit(first="2023-09-01", last="2023-09-20")) is None


# --- as a pack holds it -------------------------------------------------------------------------------------------


def test_a_profile_comes_back_equal_from_where_it_is_kept() -> None:
    for profile in profiles().values():
        assert msgspec.json.decode(msgspec.json.encode(profile), type=SamplingProfile) == profile


@pytest.mark.parametrize(
    "said",
    [
        {"households": {"label": "农户"}},
        {"length": {"at_least": 2, "at_most": 1}},
        {"length": {"at_least": 0, "at_most": 1}},
        {"areas": [{"code": "TOWN", "label": "镇", "at_least": 0}]},
        {"floor": 15},
    ],
)
def test_a_profile_that_means_nothing_is_not_read(said: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, SamplingProfile, strict=False)


def test_one_more_household_makes_a_short_sample_enough() -> None:
    frame = freeze(household(number, village="乙村") for number in range(30))
    drawn = draw(frame, seed(1), taking(14))
    assert lacks(HAOGOU, haogou_village("乙村", 0, households=reached(frame, drawn, drawn.ids))) != []
    more = draw_one_more(frame, drawn)
    require_enough(HAOGOU, visit(haogou_village("乙村", 0, households=reached(frame, more, more.current))))
