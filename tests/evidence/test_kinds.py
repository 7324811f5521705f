"""What a file is, and when a photo was taken, are read from the file itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.evidence.exif import taken_at
from adapters.evidence.kinds import kind_of
from domain.problem.problem import EvidenceKind
from tests.evidence.files import FILLER, HEADS, photo_taken

TEN = datetime(2022, 8, 31, 2, tzinfo=UTC)


@pytest.mark.requirement("R000-30")
@pytest.mark.parametrize("name", HEADS)
def test_the_first_bytes_say_what_a_file_is(name: str) -> None:
    head, kind = HEADS[name]
    assert kind_of(head + FILLER) is kind


@pytest.mark.parametrize(
    "head",
    [
        b"#!/bin/sh\n",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"<html>",
        "整改说明".encode(),
        b"RIFF\x10\x00\x00\x00ACON",
        b"\x00" * 64,
    ],
)
def test_what_is_no_evidence_has_no_kind(head: bytes) -> None:
    assert kind_of(head) is None


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_camera_without_an_offset_shows_the_time_of_shanghai(order: str) -> None:
    assert taken_at(photo_taken("2022:08:31 10:00:00", order=order)) == TEN


def test_a_camera_with_an_offset_is_believed() -> None:
    assert taken_at(photo_taken("2022:08:31 11:00:00", "+09:00")) == TEN


@pytest.mark.parametrize("written", ["0000:00:00 00:00:00", "    :  :     :  :  ", "2022-08-31 10:00:00", "昨天"])
def test_a_camera_that_knows_no_time_says_nothing(written: str) -> None:
    assert taken_at(photo_taken(written)) is None


@pytest.mark.parametrize("cut", range(2, 120, 3))
def test_a_photo_that_is_cut_off_says_the_right_time_or_nothing(cut: int) -> None:
    assert taken_at(photo_taken("2022:08:31 10:00:00")[:cut]) in (None, TEN)


@given(st.binary(max_size=400), st.integers(0, 60))
def test_arbitrary_bytes_are_read_without_an_error(noise: bytes, at: int) -> None:
    photo = photo_taken("2022:08:31 10:00:00")
    for content in (noise, b"\xff\xd8" + noise, photo[:at] + noise + photo[at + len(noise) :]):
        moment = taken_at(content)
        assert moment is None or moment.tzinfo is UTC
        assert kind_of(content) in (None, *EvidenceKind)
