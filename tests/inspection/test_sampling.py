"""抽样: committed to before the frame, drawn by rule, changed only by rule and for a reason."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from domain.inspection.inspection import DrawOf, Stage
from domain.inspection.sampling import (
    CommitSampleSeed,
    DrawMore,
    DrawSample,
    FrameFrozen,
    FreezeFrame,
    ReplaceDrawn,
    SampleDrawn,
    SampleEnlarged,
    SampleReplaced,
    SampleSeedCommitted,
)
from domain.sampling.drawing import SubstitutionReason
from domain.sampling.frame import Entry, commitment, frame_hash, freeze
from domain.sampling.redrawing import redraw
from tests.campaign.places import CLERK, TEAM_LEAD, VILLAGES, A, B
from tests.inspection.trips import FRAME, Trip, drawn, households, planned, pledged, ready, seed_of
from tests.problem.story import happened

NAME, SEED = "农户", seed_of("农户")
COMMITTED = commitment(SEED)
OF_B = tuple(entry for entry in FRAME if entry.id.startswith("B"))
OTHER_FRAME = FRAME[:-1]


def frozen() -> Trip:
    return planned().do(CommitSampleSeed(NAME, COMMITTED)).do(FreezeFrame(NAME, FRAME))


# --- drawing ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-24", "R000-25")
def test_fifteen_are_drawn_in_each_village_and_the_draw_can_be_repeated() -> None:
    trip = planned()
    trip.when(CommitSampleSeed(NAME, COMMITTED), TEAM_LEAD).then(happened(SampleSeedCommitted, commitment=COMMITTED))
    trip.when(FreezeFrame(NAME, FRAME), TEAM_LEAD).then(
        happened(FrameFrozen, frame_hash=frame_hash(freeze(FRAME)), pools=dict.fromkeys(VILLAGES, 20))
    )
    trip.when(DrawSample(NAME, SEED, FRAME), TEAM_LEAD).then(happened(SampleDrawn, seed=SEED))
    assert trip.inspection.stage is Stage.DRAWN
    assert {village: len(trip.drawn(village)) for village in VILLAGES} == dict.fromkeys(VILLAGES, 15)
    recorded = trip.inspection.draws[0].drawn
    assert recorded is not None
    assert redraw(freeze(FRAME), recorded, COMMITTED) == ()


def test_the_frame_lies_in_the_vault_as_it_was_frozen() -> None:
    trip = frozen()
    [event] = [event for event in trip.history if isinstance(event, FrameFrozen)]
    text = trip.reveal(event.frame.ref)
    assert text is not None
    assert text.splitlines()[0].split("\t")[0] == "A-01"


def test_an_event_tells_nobodys_illness() -> None:
    ill = tuple(replace(entry, strata=("SERIOUS_ILLNESS",)) for entry in FRAME)
    trip = drawn(planned(), ill)
    [event] = [event for event in trip.history if isinstance(event, SampleDrawn)]
    assert all(one.classes == () for one in event.sample)
    counts = {count.code: (count.in_frame, count.in_sample) for count in event.strata}
    assert counts["SERIOUS_ILLNESS"] == (120, 90)


@pytest.mark.requirement("R000-25")
def test_priority_classes_are_drawn_first_and_their_coverage_is_told() -> None:
    plain, ill = households(B, 30), replace(households(B, 31)[-1], strata=("MONITORED",))
    trip = drawn(planned(), (*plain, ill))
    assert ill.id in trip.drawn(B)
    [event] = [event for event in trip.history if isinstance(event, SampleDrawn)]
    assert next(count for count in event.strata if count.code == "MONITORED").in_sample == 1


@pytest.mark.requirement("R000-21", "R000-26")
@pytest.mark.parametrize("of", [DrawOf.PEOPLE, DrawOf.PROJECTS, DrawOf.ASSETS, DrawOf.VILLAGES])
def test_people_projects_and_assets_are_drawn_too_as_many_as_are_asked_for(of: DrawOf) -> None:
    entries = tuple(Entry(f"{of}-{n}") for n in range(8))
    trip = planned().do(CommitSampleSeed("x", COMMITTED)).do(FreezeFrame("x", entries, of, village=B))
    trip.when(DrawSample("x", SEED, entries), TEAM_LEAD).refused("count_missing")
    trip.do(DrawSample("x", SEED, entries, count=3))
    assert len(trip.inspection.sample_of(B, of)) == 3
    assert trip.inspection.sample_of(B) == ()


# --- changing it --------------------------------------------------------------------------------------------------


def test_one_more_is_the_next_in_order() -> None:
    trip = ready()
    trip.when(DrawMore(NAME, FRAME, B), TEAM_LEAD).accepted()
    [event] = [event for event in trip.history if isinstance(event, SampleEnlarged)]
    assert (event.more.village, event.more.id in trip.drawn(B), len(trip.drawn(B))) == (B, True, 16)
    recorded = trip.inspection.draws[0].drawn
    assert recorded is not None
    assert redraw(freeze(FRAME), recorded, COMMITTED) == ()


def test_a_household_is_replaced_only_for_a_reason_by_the_next() -> None:
    trip = ready()
    out = trip.drawn(B)[3]
    trip.when(ReplaceDrawn(NAME, out, SubstitutionReason.WORKING_AWAY, FRAME, "全家在外"), TEAM_LEAD).then(
        happened(SampleReplaced, drawn_out=out, why=SubstitutionReason.WORKING_AWAY, note="全家在外")
    )
    assert out not in trip.drawn(B)
    assert len(trip.drawn(B)) == 15
    recorded = trip.inspection.draws[0].drawn
    assert recorded is not None
    assert redraw(freeze(FRAME), recorded, COMMITTED) == ()
    trip.when(ReplaceDrawn(NAME, out, SubstitutionReason.MOVED, FRAME), TEAM_LEAD).refused("not_drawn")


def test_when_nobody_is_left_nobody_more_is_drawn() -> None:
    trip = drawn(planned(), households(B, 15))
    trip.when(DrawMore(NAME, households(B, 15), B), TEAM_LEAD).refused("nobody_left")


def test_a_village_is_drawn_again_only_with_a_reason_and_keeps_its_first_sample() -> None:
    trip = drawn(planned(), households(B, 15))
    first = trip.drawn(B)
    more = tuple(Entry(f"B-{n}", (), {"村": B}) for n in range(90, 95))
    trip.do(CommitSampleSeed("补抽", COMMITTED))
    trip.when(FreezeFrame("补抽", more), TEAM_LEAD).refused("redraw_reason_missing", villages=B)
    trip.do(FreezeFrame("补抽", more, reason="名单漏列五户")).do(DrawSample("补抽", SEED, more, count=2))
    assert trip.drawn(B)[:15] == first
    assert len(trip.drawn(B)) == 17


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CommitSampleSeed(NAME, "短"), "commitment_malformed"),
        (FreezeFrame("另一次", FRAME), "seed_not_committed"),
        (DrawSample("另一次", SEED, FRAME), "seed_not_committed"),
        (DrawMore("另一次", FRAME), "seed_not_committed"),
    ],
)
def test_nothing_is_frozen_before_the_seed_is_committed_to(command: Any, code: str) -> None:
    planned().when(command, TEAM_LEAD).refused(code)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CommitSampleSeed(NAME, COMMITTED), "draw_named_twice"),
        (FreezeFrame(NAME, FRAME), "frame_frozen_already"),
        (DrawSample(NAME, seed_of("另一个"), FRAME), "seed_mismatch"),
        (DrawSample(NAME, "短", FRAME), "seed_malformed"),
        (DrawSample(NAME, SEED, OTHER_FRAME), "frame_changed"),
        (DrawMore(NAME, FRAME, B), "not_drawn_yet"),
        (ReplaceDrawn(NAME, "B-01", SubstitutionReason.MOVED, FRAME), "not_drawn_yet"),
    ],
)
def test_neither_seed_nor_frame_is_chosen_afterwards(command: Any, code: str) -> None:
    frozen().when(command, TEAM_LEAD).refused(code)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (DrawSample(NAME, SEED, FRAME), "drawn_already"),
        (DrawMore(NAME, OTHER_FRAME, B), "frame_changed"),
        (DrawMore(NAME, FRAME, "G村"), "unknown_group"),
        (DrawMore(NAME, FRAME, B, "MONITORED"), "not_a_quota"),
        (ReplaceDrawn(NAME, "B-99", SubstitutionReason.MOVED, FRAME), "not_drawn"),
    ],
)
def test_a_sample_is_drawn_once(command: Any, code: str) -> None:
    ready().when(command, TEAM_LEAD).refused(code)


@pytest.mark.parametrize(
    ("entries", "code"),
    [((), "frame_empty"), ((Entry("B-01"),), "attribute_missing"), ((OF_B[0], OF_B[0]), "frame_doubled")],
)
def test_a_bad_frame_is_not_frozen(entries: tuple[Entry, ...], code: str) -> None:
    planned().do(CommitSampleSeed(NAME, COMMITTED)).when(FreezeFrame(NAME, entries), TEAM_LEAD).refused(code)


def test_a_draw_is_not_sampled_before_its_frame_is_frozen() -> None:
    trip = planned().do(CommitSampleSeed(NAME, COMMITTED))
    trip.when(DrawSample(NAME, SEED, FRAME), TEAM_LEAD).refused("frame_not_frozen", draw=NAME)


def test_only_the_group_draws() -> None:
    pledged(planned()).when(CommitSampleSeed(NAME, COMMITTED), CLERK).refused("not_permitted")


@pytest.mark.parametrize("index", range(5))
def test_sent_twice_it_happens_once(index: int) -> None:
    trip = pledged(planned())
    commands = (
        CommitSampleSeed(NAME, COMMITTED),
        FreezeFrame(NAME, FRAME),
        DrawSample(NAME, SEED, FRAME),
        DrawMore(NAME, FRAME, A),
    )
    for command in commands[:index]:
        trip.do(command)
    last = commands[index] if index < 4 else ReplaceDrawn(NAME, trip.drawn(A)[0], SubstitutionReason.MOVED, FRAME)
    trip.when(last, TEAM_LEAD, command_id="once").accepted()
    position = trip.log_position
    trip.when(last, TEAM_LEAD, command_id="once").then_nothing()
    assert trip.log_position == position
