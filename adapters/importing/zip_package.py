"""Zip packages (.xlsx, .docx): opened within limits, every part checked while it streams through.

The directory is checked before Python's zipfile builds its list, sizes before anything is unpacked, and each XML part
runs through a parser that refuses entities and deep nesting. No relationship is ever followed out of the package.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.parsers import expat

from adapters.importing.refusals import refused

SIGNATURE = b"PK\x03\x04"

MAX_PARTS = 2_000
MAX_DIRECTORY_BYTES = 1024 * 1024
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_RATIO = 100  # a ledger of 20,000 like rows reaches about 30
MAX_DEPTH = 200
_PIECE_BYTES = 64 * 1024
_MEGABYTE = 1024 * 1024

StartElement = Callable[[str, dict[str, str]], None]
EndElement = Callable[[str], None]
Characters = Callable[[str], None]


class Package:
    """An Office file opened for reading. Raises ImportRefused: damaged_file, zip_bomb, password_protected."""

    def __init__(self, data: bytes) -> None:
        _check_directory(data)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
            raise refused("damaged_file", why="压缩目录错误") from error
        self._parts = {part.filename.removeprefix("/"): part for part in self._zip.infolist()}
        if len(self._parts) != len(self._zip.infolist()):
            raise refused("damaged_file", why="内部有同名部件")

    def has(self, name: str) -> bool:
        return name in self._parts

    def names(self) -> frozenset[str]:
        return frozenset(self._parts)

    def check_size_of(self, names: frozenset[str]) -> None:
        """Refuse, before unpacking, parts that would be too large together. Raises ImportRefused: zip_bomb."""
        parts = [self._parts[name] for name in names]
        unpacked = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts)
        if unpacked > MAX_UNPACKED_BYTES:
            raise refused("zip_bomb", why=f"解压后 {unpacked // _MEGABYTE} MB")
        if unpacked > _MEGABYTE and unpacked > MAX_RATIO * packed:
            raise refused("zip_bomb", why=f"压缩比 {unpacked // max(packed, 1)}:1")

    def pieces(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of a part, piece by piece; never more than its declared size."""
        part = self._parts[name]
        if part.flag_bits & 0x1:
            raise refused("password_protected")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused("damaged_file", why="不支持的压缩方法")
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_PIECE_BYTES):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise refused("damaged_file", why="内容不完整") from error

    def parse(self, name: str, parser: "SafeParser") -> Iterator[bytes]:
        """Feed a part to a parser and hand on what was fed, so that exactly what was checked can be used further."""
        for piece in self.pieces(name):
            parser.feed(piece)
            yield piece
        parser.finish()

    def read_xml(self, name: str, start: StartElement, end: EndElement, characters: Characters) -> None:
        """Run a part through the handlers. Raises ImportRefused: damaged_file, unsafe_xml, too_deep."""
        for _ in self.parse(name, SafeParser(start, end, characters)):
            pass


class SafeParser:
    """An expat parser without document types, entities and deep nesting. Names come as "namespace local"."""

    def __init__(self, start: StartElement, end: EndElement, characters: Characters) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = characters
        self._on_start, self._on_end = start, end
        self._depth = 0

    def feed(self, piece: bytes) -> None:
        self._run(piece, last=False)

    def finish(self) -> None:
        self._run(b"", last=True)

    def _run(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: an unknown declared encoding
            raise refused("damaged_file", why="XML 错误") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refused("too_deep")
        self._on_start(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._on_end(name)


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(" ")[2]


def attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute by its local name, empty when absent."""
    return next((value for key, value in attributes.items() if local(key) == name), "")


def names(data: bytes) -> frozenset[str]:
    """The names of all parts. Raises ImportRefused: damaged_file, zip_bomb."""
    return Package(data).names()


def relationships(package: Package, part: str) -> dict[str, str]:
    """Relationship id -> target inside the package, of one part; targets are names from the package's root.

    Raises ImportRefused (external_reference) when a sheet is said to lie outside; other outside links are dropped.
    """
    folder, _, base = part.rpartition("/")
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) != "Relationship":
            return
        if attributes.get("TargetMode") == "External":
            if attributes.get("Type", "").endswith(("/worksheet", "/officeDocument")):
                raise refused("external_reference")
            return
        target = attributes.get("Target", "")
        found[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")

    path = f"{folder}/_rels/{base}.rels".lstrip("/")
    if package.has(path):
        package.read_xml(path, start, lambda _: None, lambda _: None)
    return found


def _refuse_doctype(*_: object) -> None:
    raise refused("unsafe_xml")


def _check_directory(data: bytes) -> None:
    """Read the end record by hand: a directory of half a million entries must not be built first."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or len(data) < end + 22:
        raise refused("damaged_file", why="文件不完整")
    entries, directory_bytes = struct.unpack_from("<HI", data, end + 10)
    locator = end - 20
    if locator >= 0 and data.startswith(b"PK\x06\x07", locator):
        entries, directory_bytes = _zip64_directory(data, locator)
    if entries > MAX_PARTS or directory_bytes > MAX_DIRECTORY_BYTES:
        raise refused("zip_bomb", why=f"内含 {entries} 个部件")


def _zip64_directory(data: bytes, locator: int) -> tuple[int, int]:
    """Entries and bytes of the directory by the zip64 end record, which some exporting systems always write."""
    (at,) = struct.unpack_from("<Q", data, locator + 8)
    if at + 56 > len(data) or not data.startswith(b"PK\x06\x06", at):
        raise refused("damaged_file", why="压缩目录错误")
    entries, directory_bytes = struct.unpack_from("<QQ", data, at + 32)
    return entries, directory_bytes
