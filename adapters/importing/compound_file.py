"""OLE2 compound files, the container of .doc and .xls: which streams lie inside, and one stream's bytes.

Every chain is walked with a guard, because a hostile file can tie one into a loop.
Layout: [MS-CFB] sections 2.2 (header), 2.3 (FAT), 2.6 (directory).
"""

import struct
from collections.abc import Iterator, Sequence

from adapters.importing.refusals import refused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END = 0xFFFFFFFE
_FREE = 0xFFFFFFFF
_FAT_SECTOR = 0xFFFFFFFD
_NO_STREAM = 0xFFFFFFFF
_ROOT, _STREAM = 5, 2
_SMALL_STREAM = 4096
_ENTRY_BYTES = 128
_HEADER_FAT_SECTORS = 109
_KINGSOFT = b"WPS\0KINGSO"  # inside the class ids that WPS gives to its own documents
_DAMAGED = "复合文档结构错误"


class CompoundFile:
    """The directory of one OLE2 file. Raises ImportRefused (damaged_file) for a file that is cut or tied up."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise refused("damaged_file", why=_DAMAGED)
        self._data = data
        self._sector_bytes = {9: 512, 12: 4096}.get(struct.unpack_from("<H", data, 30)[0], 0)
        if not self._sector_bytes:
            raise refused("damaged_file", why=_DAMAGED)
        self._fat = self._read_fat()
        self._streams: dict[str, tuple[int, int]] = {}
        self._root = (_END, 0)
        self.is_kingsoft = False
        self._read_directory(struct.unpack_from("<I", data, 48)[0])

    def has(self, name: str) -> bool:
        return name in self._streams

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. Raises ImportRefused (damaged_file) when it is shorter than declared."""
        start, size = self._streams[name]
        content = self._small_stream(start, size) if size < _SMALL_STREAM else self._chain(start)
        if len(content) < size:
            raise refused("damaged_file", why="内容不完整")
        return content[:size]

    def _read_fat(self) -> list[int]:
        """The links from sector to sector; a table longer than the file could need is a loop."""
        most = 2 * len(self._data) // self._sector_bytes + self._sector_bytes
        fat_sectors = list(struct.unpack_from(f"<{_HEADER_FAT_SECTORS}I", self._data, 76))
        more, count = struct.unpack_from("<II", self._data, 68)
        for _ in range(count):
            *sectors, more = self._numbers(more)
            fat_sectors += sectors
            if len(fat_sectors) > most:
                raise refused("damaged_file", why=_DAMAGED)
        fat: list[int] = []
        for sector in fat_sectors:
            if sector not in (_FREE, _END):
                fat += self._numbers(sector)
            if len(fat) > most:
                raise refused("damaged_file", why=_DAMAGED)
        return fat

    def _read_directory(self, start: int) -> None:
        directory = self._chain(start)
        for at in range(0, len(directory), _ENTRY_BYTES):
            entry = directory[at : at + _ENTRY_BYTES]
            name_bytes, kind = struct.unpack_from("<HB", entry, 64)
            first, size = struct.unpack_from("<II", entry, 116)
            name = entry[: max(0, min(name_bytes, 64) - 2)].decode("utf-16-le", errors="replace")
            if kind == _ROOT:
                self._root = (first, size)
                self.is_kingsoft = _KINGSOFT in _text_of_class_id(entry[80:96])
            elif kind == _STREAM:
                self._streams.setdefault(name, (first, size))

    def _small_stream(self, start: int, size: int) -> bytes:
        """Streams below 4,096 bytes lie in 64-byte pieces inside the stream of the root entry."""
        container = self._chain(self._root[0])
        small_fat = self._chain(struct.unpack_from("<I", self._data, 60)[0])
        links = struct.unpack(f"<{len(small_fat) // 4}I", small_fat)
        pieces = [container[sector * 64 : sector * 64 + 64] for sector in _walk(links, start)]
        return b"".join(pieces)[:size]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(sector) for sector in _walk(self._fat, start))

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._sector_bytes // 4}I", self._sector(sector))

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._sector_bytes
        sector = self._data[begin : begin + self._sector_bytes]
        if not sector:
            raise refused("damaged_file", why="内容不完整")
        return sector.ljust(self._sector_bytes, b"\0")


def holding_only(name: str, content: bytes) -> bytes:
    """A well-formed compound file with one stream and nothing else: no macros, no loops, no surprises.

    Version 4 with sectors of 4,096 bytes, so that the header has room for every FAT sector of a 32 MB file. The root
    names a sector of small streams, though there are none: readers take a root without one for damaged.
    """
    sector_bytes = 4096
    content = content.ljust(max(len(content), _SMALL_STREAM), b"\0")
    content_sectors = -(-len(content) // sector_bytes)
    fat_sectors = -(-(content_sectors + 2) // (sector_bytes // 4 - 1))
    directory_at, small_at, content_at = fat_sectors, fat_sectors + 1, fat_sectors + 2
    fat = [_FAT_SECTOR] * fat_sectors + [_END, _END]
    fat += [*range(content_at + 1, content_at + content_sectors), _END]
    fat += [_FREE] * (fat_sectors * sector_bytes // 4 - len(fat))
    header = SIGNATURE + bytes(16) + struct.pack("<HHHHH", 0x3E, 4, 0xFFFE, 12, 6) + bytes(6)
    header += struct.pack("<9I", 1, fat_sectors, directory_at, 0, _SMALL_STREAM, _END, 0, _END, 0)
    header += struct.pack(f"<{_HEADER_FAT_SECTORS}I", *_padded(range(fat_sectors)))
    directory = _entry("Root Entry", _ROOT, small_at, 0, child=1) + _entry(name, _STREAM, content_at, len(content))
    return b"".join(
        (
            header.ljust(sector_bytes, b"\0"),
            struct.pack(f"<{len(fat)}I", *fat),
            directory.ljust(sector_bytes, b"\0"),
            bytes(sector_bytes),
            content.ljust(content_sectors * sector_bytes, b"\0"),
        )
    )


def _padded(sectors: range) -> list[int]:
    return [*sectors] + [_FREE] * (_HEADER_FAT_SECTORS - len(sectors))


def _entry(name: str, kind: int, first: int, size: int, child: int = _NO_STREAM) -> bytes:
    encoded = name.encode("utf-16-le")
    fields = struct.pack("<HBBIII", len(encoded) + 2, kind, 1, _NO_STREAM, _NO_STREAM, child)
    return encoded.ljust(64, b"\0") + fields + bytes(36) + struct.pack("<IQ", first, size)


def _walk(links: Sequence[int], start: int) -> Iterator[int]:
    sector = start
    for _ in range(len(links) + 1):
        if sector in (_END, _FREE):
            return
        yield sector
        if sector >= len(links):
            break
        sector = links[sector]
    raise refused("damaged_file", why=_DAMAGED)


def _text_of_class_id(class_id: bytes) -> bytes:
    """A class id with its three leading numbers turned to reading order."""
    return class_id[3::-1] + class_id[5:3:-1] + class_id[7:5:-1] + class_id[8:]
