"""增抽 and 替换: one more continues the order, a substitute comes from the same stratum, the rest stays."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.refusal import Refused
from domain.sampling.drawing import (
    REASON_NAMES,
    SubstitutionReason,
    coverage,
    draw,
    draw_one_more,
    sample,
    shortages,
    substitute,
)
from domain.sampling.frame import Frame, freeze
from domain.sealing import Sealed
from tests.sampling.villages import (
    MONITORED,
    NOT_LIFTED,
    PRIORITY,
    TO_BE_LIFTED,
    classed,
    household,
    plain,
    seed,
    taking,
)

ANY_DURATION = settings(deadline=None)  # a busy machine is not a failure
ABSENT = SubstitutionReason.ABSENT
COMPOSED = taking(3, quotas=(TO_BE_LIFTED, NOT_LIFTED))

frames = st.builds(
    lambda monitored, disabled, rest: classed(MONITORED=monitored, DISABLED=disabled, rest=rest),
    st.integers(0, 8),
    st.integers(0, 8),
    st.integers(1, 8),
)
seeds = st.integers(0, 10**6).map(seed)


def class_of(frame: Frame, id: str) -> tuple[str, ...]:
    return next(entry.strata for entry in frame.entries if entry.id == id)


# --- one more -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-24")
@ANY_DURATION
@given(frames, seeds, st.integers(1, 10), st.integers(1, 5))
def test_drawing_one_more_is_drawing_one_more_at_once(frame: Frame, a_seed: str, count: int, more: int) -> None:
    assume(count + more <= len(frame.entries))
    drawn = draw(frame, a_seed, taking(count, priority=PRIORITY))
    for _ in range(more):
        drawn = draw_one_more(frame, drawn)
    at_once = draw(frame, a_seed, taking(count + more, priority=PRIORITY))
    assert drawn.current == at_once.ids
    assert sample(frame, drawn) == sample(frame, at_once)


def test_when_everybody_is_drawn_there_is_no_more() -> None:
    frame = plain(3)
    with pytest.raises(Refused) as refused:
        draw_one_more(frame, draw(frame, seed(1), taking(3)))
    assert refused.value.code == "nobody_left"


@pytest.mark.requirement("R003-11")
def test_one_more_of_a_quota_is_of_its_stratum() -> None:
    frame = classed(TO_BE_LIFTED=6, NOT_LIFTED=4)
    drawn = draw(frame, seed(1), COMPOSED)
    more = draw_one_more(frame, drawn, stratum="NOT_LIFTED")
    assert more.current[:3] == drawn.ids
    assert class_of(frame, more.current[3]) == ("NOT_LIFTED",)
    assert sample(frame, more)[3].stratum == "NOT_LIFTED"


def test_one_more_cannot_be_asked_of_a_stratum_without_a_quota() -> None:
    frame = classed(MONITORED=6, rest=6)
    with pytest.raises(Refused) as refused:
        draw_one_more(frame, draw(frame, seed(1), taking(3, priority=PRIORITY)), stratum="MONITORED")
    assert refused.value.code == "not_a_quota"


def test_one_more_is_of_the_village_asked_for() -> None:
    frame = freeze(household(number, village="甲村" if number % 2 else "乙村") for number in range(20))
    drawn = draw(frame, seed(1), taking(3, per="village"))
    assert sample(frame, draw_one_more(frame, drawn, group="乙村"))[-1].group == "乙村"
    with pytest.raises(Refused) as refused:
        draw_one_more(frame, drawn, group="丙村")
    assert refused.value.code == "unknown_group"
    assert refused.value.facts["known"] == "乙村、甲村"


# --- substitution -------------------------------------------------------------------------------------------------


@ANY_DURATION
@given(st.data(), frames, seeds, st.integers(1, 10))
def test_a_substitute_takes_the_place_and_the_rest_stays(
    data: st.DataObject, frame: Frame, a_seed: str, count: int
) -> None:
    drawn = draw(frame, a_seed, taking(count, priority=PRIORITY))
    out = data.draw(st.sampled_from(drawn.ids))
    place = drawn.ids.index(out)
    before = sample(frame, drawn)[place]
    assume(any(before.stratum in ("", *entry.strata) for entry in frame.entries if entry.id not in drawn.ids))
    replaced = substitute(frame, drawn, out, ABSENT)
    assert replaced.current[:place] == drawn.ids[:place]
    assert replaced.current[place + 1 :] == drawn.ids[place + 1 :]
    assert replaced.current[place] not in drawn.ids
    after = sample(frame, replaced)[place]
    assert after.stratum == before.stratum
    assert before.stratum == "" or before.stratum in class_of(frame, after.id)


def test_a_composition_keeps_what_it_asks_for_through_substitutions() -> None:
    frame = classed(TO_BE_LIFTED=9, NOT_LIFTED=9, rest=9)
    drawn = draw(frame, seed(1), COMPOSED)
    for _ in range(5):
        for id in drawn.current:
            drawn = substitute(frame, drawn, id, ABSENT) if class_of(frame, id) == ("NOT_LIFTED",) else drawn
    assert shortages(frame, drawn) == ()
    assert len(drawn.used) == 3 + 5


def test_who_was_replaced_is_not_drawn_again() -> None:
    frame = plain(5)
    drawn = draw(frame, seed(1), taking(1))
    for _ in range(4):
        drawn = substitute(frame, drawn, drawn.current[0], ABSENT)
    assert drawn.used == {entry.id for entry in frame.entries}
    for refuse in (lambda: draw_one_more(frame, drawn), lambda: substitute(frame, drawn, drawn.current[0], ABSENT)):
        with pytest.raises(Refused) as refused:
            refuse()
        assert refused.value.code == "nobody_left"


def test_a_stratum_without_anybody_left_gives_no_substitute_and_is_named() -> None:
    frame = classed(MONITORED=1, rest=10)
    drawn = draw(frame, seed(1), taking(3, priority=(MONITORED,)))
    with pytest.raises(Refused) as refused:
        substitute(frame, drawn, drawn.ids[0], SubstitutionReason.MOVED)
    assert refused.value.code == "nobody_left"
    assert "监测对象" in refused.value.message
    assert coverage(frame, drawn)[0].in_sample == 1


@pytest.mark.parametrize("out", ["H0099", "nobody"])
def test_only_who_is_in_the_sample_can_be_replaced(out: str) -> None:
    frame = plain(5)
    with pytest.raises(Refused) as refused:
        substitute(frame, draw(frame, seed(1), taking(2)), out, ABSENT)
    assert refused.value.code == "not_drawn"


def test_who_was_replaced_is_no_longer_in_the_sample() -> None:
    frame = plain(5)
    drawn = draw(frame, seed(1), taking(2))
    replaced = substitute(frame, drawn, drawn.ids[0], ABSENT)
    with pytest.raises(Refused) as refused:
        substitute(frame, replaced, drawn.ids[0], ABSENT)
    assert refused.value.code == "not_drawn"


def test_a_substitution_keeps_its_reason_and_a_sealed_note() -> None:
    frame = plain(5)
    drawn = draw(frame, seed(1), taking(2))
    note = Sealed("ref", "digest")
    act = substitute(frame, drawn, drawn.ids[0], SubstitutionReason.DECLINED, note).acts[0]
    assert act.kind == "substitution"
    assert (act.reason, act.note) == (SubstitutionReason.DECLINED, note)
    assert set(REASON_NAMES) == set(SubstitutionReason)


def test_a_village_gives_the_substitutes_of_its_own() -> None:
    frame = freeze(household(number, village="甲村" if number % 2 else "乙村") for number in range(20))
    drawn = draw(frame, seed(1), taking(3, per="village"))
    for pick in sample(frame, drawn):
        replaced = substitute(frame, drawn, pick.id, ABSENT)
        assert [standing.group for standing in sample(frame, replaced)] == ["乙村"] * 3 + ["甲村"] * 3


def test_nothing_is_drawn_on_from_another_frame() -> None:
    drawn = draw(plain(5), seed(1), taking(2))
    other = plain(6)
    for refuse in (
        lambda: draw_one_more(other, drawn),
        lambda: substitute(other, drawn, drawn.ids[0], ABSENT),
        lambda: sample(other, drawn),
        lambda: coverage(other, drawn),
        lambda: shortages(other, drawn),
    ):
        with pytest.raises(Refused) as refused:
            refuse()
        assert refused.value.code == "frame_changed"
