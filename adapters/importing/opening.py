"""Opening a file: how large it is, what it is by its content (never by its name alone), and its fingerprint."""

import hashlib
import re
import stat
from enum import StrEnum
from pathlib import Path, PurePath

import msgspec

from adapters.importing import compound_file, zip_package
from adapters.importing.refusals import refused

MAX_FILE_BYTES = 32 * 1024 * 1024
PLAIN_TEXTS = frozenset({".txt", ".text", ".md", ""})
TABLES_IN_TEXT = frozenset({".csv", ".tsv"})


class Kind(StrEnum):
    """The kinds of file that can be read."""

    TEXT = "txt"
    WORD = "docx"
    EXCEL = "xlsx"
    EXCEL_97 = "xls"
    TABLE = "csv"


class OpenedFile(msgspec.Struct, frozen=True):
    """A file read once into memory, so that what was checked is what is read."""

    name: str
    kind: Kind
    sha256: str
    data: bytes


_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"RIFF", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "rich_text"),
    (b"\x01\xfe\x32\x00", "legacy_word"),  # .wps of Microsoft Works
    (b"\x09\x08\x06\x00", "legacy_spreadsheet"),  # a bare BIFF stream, Excel 5 and earlier
    (b"\x09\x02\x06\x00", "legacy_spreadsheet"),
    (b"\x09\x00\x04\x00", "legacy_spreadsheet"),
)
_MARKUP = re.compile(rb"\s*<(\?xml|!doctype|html|table|head|meta|mht)", re.IGNORECASE)
_WPS_SPREADSHEET_NAMES = {".et", ".ett"}


def recognise(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> Kind:
    """What kind of file this is, by its content. Raises ImportRefused for every kind that cannot be read."""
    return open_file(path, max_bytes=max_bytes).kind


def open_file(path: Path, *, max_bytes: int = MAX_FILE_BYTES, texts: frozenset[str] = PLAIN_TEXTS) -> OpenedFile:
    """Read a file whole, if its size allows, and recognise it; ``texts`` are the endings of text files.

    Raises ImportRefused.
    """
    data = _read(path, max_bytes)
    return OpenedFile(path.name, _kind_of(data, path, texts), hashlib.sha256(data).hexdigest(), data)


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise refused("not_a_file")
        if status.st_size > max_bytes:
            raise refused("file_too_large", limit=max_bytes // 1024 // 1024)
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)  # a file that grows while it is read stays bounded
    except FileNotFoundError as error:
        raise refused("no_such_file") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise refused("unreadable_file") from error
    if len(data) > max_bytes:
        raise refused("file_too_large", limit=max_bytes // 1024 // 1024)
    if not data.strip(b"\0 \t\r\n"):
        raise refused("empty_file")
    return data


def _kind_of(data: bytes, path: PurePath, texts: frozenset[str]) -> Kind:
    if data.startswith(zip_package.SIGNATURE):
        return _kind_of_zip(data)
    if data.startswith(compound_file.SIGNATURE):
        return _kind_of_compound_file(data, path)
    for signature, code in _SIGNATURES:
        if data.startswith(signature):
            raise refused(code)
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise refused("web_page")
    if path.suffix.lower() in TABLES_IN_TEXT:
        return Kind.TABLE
    if path.suffix.lower() in texts:
        return Kind.TEXT
    raise refused("unknown_format")


def _kind_of_zip(data: bytes) -> Kind:
    names = zip_package.names(data)
    if "xl/workbook.xml" in names:
        return Kind.EXCEL
    if any(name.startswith("word/") for name in names):
        return Kind.WORD
    raise refused("binary_workbook" if names & {"xl/workbook.bin", "mimetype"} else "archive")


def _kind_of_compound_file(data: bytes, path: PurePath) -> Kind:
    """OLE2 is the container of .doc, .wps, .xls and .et alike, and of every workbook with a password.

    A .et holds the same streams as a .xls, so beside the maker's mark in its root the name decides.
    """
    container = compound_file.CompoundFile(data)
    if container.has("EncryptedPackage"):
        raise refused("password_protected")
    if container.has("WordDocument") or container.has("CONTENTS"):
        raise refused("legacy_word")
    if container.has("Workbook") and not container.is_kingsoft and path.suffix.lower() not in _WPS_SPREADSHEET_NAMES:
        return Kind.EXCEL_97
    raise refused("legacy_spreadsheet" if container.has("Workbook") or container.has("Book") else "unknown_format")
