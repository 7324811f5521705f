"""When a photo was taken, by its camera: EXIF's DateTimeOriginal in a JPEG. Only these few bytes are read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime

from domain.calendar import SHANGHAI

SEGMENT_OF_EXIF = b"\xff\xe1"
START_OF_SCAN = b"\xff\xda"
EXIF = b"Exif\x00\x00"
BYTE_ORDERS = {b"II*\x00": "<", b"MM\x00*": ">"}
EXIF_DIRECTORY = 0x8769
DATE_TIME_ORIGINAL = 0x9003
OFFSET_TIME_ORIGINAL = 0x9011
ENTRY_BYTES = 12


def taken_at(head: bytes) -> datetime | None:
    """The instant (UTC) in the first bytes of a file; None where it is no JPEG, says nothing, or is damaged.

    A camera that names no offset is taken to show the time of Asia/Shanghai.
    """
    for segment in segments(head):
        if segment.startswith(EXIF):
            try:
                return original_time(segment[len(EXIF) :])
            except (struct.error, ValueError, KeyError):
                return None
    return None


def segments(head: bytes) -> Iterator[bytes]:
    """The contents of the APP1 segments before the picture itself."""
    at = 2
    while head[:2] == b"\xff\xd8" and at + 4 <= len(head) and head[at] == 0xFF:
        marker, length = head[at : at + 2], int.from_bytes(head[at + 2 : at + 4], "big")
        if marker == START_OF_SCAN or length < 2:
            return
        if marker == SEGMENT_OF_EXIF:
            yield head[at + 4 : at + 2 + length]
        at += 2 + length


def original_time(tiff: bytes) -> datetime | None:
    """Raises struct.error, ValueError or KeyError where the block does not hold what it says."""
    order = BYTE_ORDERS[tiff[:4]]
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    directory = entries(tiff, order, first)
    if EXIF_DIRECTORY not in directory:
        return None
    inner = entries(tiff, order, struct.unpack(f"{order}I", directory[EXIF_DIRECTORY][1])[0])
    if DATE_TIME_ORIGINAL not in inner:
        return None
    written = datetime.strptime(text(tiff, order, inner[DATE_TIME_ORIGINAL]), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    if OFFSET_TIME_ORIGINAL in inner:
        offset = datetime.strptime(text(tiff, order, inner[OFFSET_TIME_ORIGINAL]), "%z").tzinfo
        return written.replace(tzinfo=offset).astimezone(UTC)
    return written.replace(tzinfo=SHANGHAI).astimezone(UTC)


def entries(tiff: bytes, order: str, at: int) -> dict[int, tuple[int, bytes]]:
    """A directory: tag -> (number of values, the four bytes that hold them or say where they are)."""
    (number,) = struct.unpack_from(f"{order}H", tiff, at)
    found = {}
    for start in range(at + 2, at + 2 + number * ENTRY_BYTES, ENTRY_BYTES):
        tag, _, count, value = struct.unpack_from(f"{order}HHI4s", tiff, start)
        found[tag] = (count, value)
    return found


def text(tiff: bytes, order: str, entry: tuple[int, bytes]) -> str:
    count, value = entry
    if count > len(value):
        (at,) = struct.unpack(f"{order}I", value)
        value = tiff[at : at + count]
    return value[:count].rstrip(b"\x00 ").decode("ascii")
