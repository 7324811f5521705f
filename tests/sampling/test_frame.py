"""The frame: one text and one hash for the same entries; and the seed that is committed to before."""

from hashlib import sha256

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.refusal import Refused
from domain.sampling.frame import Entry, Frame, commitment, frame_hash, frame_text, freeze, require_committed
from tests.sampling.villages import household, plain, seed

ANY_DURATION = settings(deadline=None)  # a busy machine is not a failure

words = st.text(st.characters(exclude_characters="=", exclude_categories=("C", "Z")), min_size=1, max_size=5)
entries = st.builds(
    Entry,
    id=words,
    strata=st.lists(words, max_size=3).map(tuple),
    attributes=st.dictionaries(words, words, max_size=3),
)
frames = st.lists(entries, min_size=1, max_size=8, unique_by=lambda entry: entry.id)


def test_the_text_has_a_line_for_each_entry_in_the_order_of_ids() -> None:
    frame = freeze(
        [
            Entry("H2", ("MONITORED", "DISABLED"), {"village": "乙村", "class": "LIFTED"}),
            Entry("H10"),
            Entry("H1", (), {"village": "甲村"}),
        ]
    )
    assert frame_text(frame) == ("H1\tvillage=甲村\nH10\nH2\tDISABLED\tMONITORED\tclass=LIFTED\tvillage=乙村\n")
    assert frame_hash(frame) == sha256(frame_text(frame).encode("utf-8")).hexdigest()


@ANY_DURATION
@given(st.data(), frames)
def test_the_order_in_which_entries_come_changes_nothing(data: st.DataObject, given_entries: list[Entry]) -> None:
    shuffled = data.draw(st.permutations(given_entries))
    assert freeze(shuffled) == freeze(given_entries)
    assert frame_hash(freeze(shuffled)) == frame_hash(freeze(given_entries))


@ANY_DURATION
@given(frames, frames)
def test_other_entries_have_another_hash(some: list[Entry], others: list[Entry]) -> None:
    def told(given_entries: list[Entry]) -> set[tuple[str, frozenset[str], frozenset[tuple[str, str]]]]:
        return {(e.id, frozenset(e.strata), frozenset(e.attributes.items())) for e in given_entries}

    assert (frame_hash(freeze(some)) == frame_hash(freeze(others))) is (told(some) == told(others))


@ANY_DURATION
@given(frames)
def test_lines_sorted_by_their_bytes_are_in_the_order_of_the_ids(given_entries: list[Entry]) -> None:
    lines = frame_text(freeze(given_entries)).encode("utf-8").split(b"\n")[:-1]
    assert lines == sorted(lines)


@ANY_DURATION
@given(frames)
def test_a_frame_comes_back_equal_from_where_it_is_kept(given_entries: list[Entry]) -> None:
    frame = freeze(given_entries)
    assert msgspec.json.decode(msgspec.json.encode(frame), type=Frame) == frame


@pytest.mark.parametrize("bad", ["", " H1", "H1 ", "H\t1", "H\n1", "H\x001", "H\x85", "H\u20281", "\ud800"])
def test_a_text_that_the_frame_cannot_hold_is_refused(bad: str) -> None:
    for build in (
        lambda: Entry(bad),
        lambda: Entry("H1", (bad,)),
        lambda: Entry("H1", (), {bad: "甲村"}),
        lambda: Entry("H1", (), {"village": bad}),
    ):
        with pytest.raises(Refused) as refused:
            build()
        assert refused.value.code == "frame_unclean"
        assert refused.value.message.isprintable()


def test_an_equals_sign_stands_in_values_only() -> None:
    assert Entry("H=1", (), {"village": "a=b"}).line() == "H=1\tvillage=a=b"
    for strata, attributes in ((("a=b",), {}), ((), {"a=b": "c"})):
        with pytest.raises(Refused) as refused:
            Entry("H1", strata, attributes)
        assert refused.value.code == "frame_unclean"


def test_an_empty_frame_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        freeze([])
    assert refused.value.code == "frame_empty"


def test_a_doubled_id_is_refused_and_named() -> None:
    with pytest.raises(Refused) as refused:
        freeze([household(1), household(2), household(1, "MONITORED")])
    assert refused.value.code == "frame_doubled"
    assert "H0001" in refused.value.message


def test_a_frame_kept_in_another_order_is_not_a_frame() -> None:
    kept = msgspec.to_builtins(plain(3))
    kept["entries"] = kept["entries"][::-1]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(kept, Frame)


# --- the seed -----------------------------------------------------------------------------------------------------


def test_a_seed_opens_its_own_commitment_and_no_other() -> None:
    committed = commitment(seed(1))
    require_committed(seed(1), committed)
    with pytest.raises(Refused) as refused:
        require_committed(seed(2), committed)
    assert refused.value.code == "seed_mismatch"
    assert committed in refused.value.message


def test_the_commitment_is_a_hash_that_anybody_can_compute() -> None:
    assert commitment(seed(1)) == sha256(b"commitment\n" + seed(1).encode()).hexdigest()
    assert commitment(seed(1)) != sha256(seed(1).encode()).hexdigest()


@pytest.mark.parametrize("bad", ["", "1", "20230915", "A" * 64, "g" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n"])
def test_a_seed_that_could_be_guessed_is_refused(bad: str) -> None:
    with pytest.raises(Refused) as refused:
        commitment(bad)
    assert refused.value.code == "seed_malformed"
