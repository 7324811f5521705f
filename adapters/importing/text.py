"""Text as offices write it: encodings, full-width characters, stray blanks, and the signs for "not known"."""

import codecs
import re

import msgspec

from adapters.importing.refusals import Place, refused

MAX_TEXT_CHARACTERS = 2_000_000
MAX_FIELD_CHARACTERS = 32_767  # Excel's own limit of a cell, taken for a line of text as well

_HALFWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_UNKNOWN = re.compile(r"[*×xX_/\\\-—–.…?？○〇]*|未定|待定|暂无|无|不详")

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Line(msgspec.Struct, frozen=True):
    """One line of a text, or one paragraph of a Word document, with its place."""

    place: Place
    text: str


def halfwidth(text: str) -> str:
    """Full-width letters, digits, punctuation and blanks as half-width ones, character for character."""
    return text.translate(_HALFWIDTH)


def tidy(text: str) -> str:
    """A value as it was meant: no blanks at either end of its lines, no empty lines, no invisible characters."""
    lines = (line.strip() for line in _LINE_END.split(text.translate(_INVISIBLE)))
    return "\n".join(line for line in lines if line)


def squeezed(text: str) -> str:
    """Half-width and without any blank: the form in which headings, labels, dates and names are compared."""
    return "".join(halfwidth(text.translate(_INVISIBLE)).split())


def is_unknown(text: str) -> bool:
    """True for an empty value and for signs that stand for one: `**`, `xx`, `/`, `——`, 未定, 待定."""
    return _UNKNOWN.fullmatch(squeezed(text)) is not None


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030, with or without a byte order mark.

    Raises ImportRefused: nul_bytes, binary_text, damaged_text, unknown_encoding, text_too_large.
    """
    text = _decoded(data)
    if len(text) > MAX_TEXT_CHARACTERS:
        raise refused("text_too_large", limit=MAX_TEXT_CHARACTERS // 10_000)
    if "\0" in text:
        raise refused("nul_bytes", _line_of(text, text.index("\0")))
    if control := _CONTROL.search(text):
        raise refused("binary_text", _line_of(text, control.start()))
    return text


def lines_of(text: str) -> list[Line]:
    """The lines as an editor numbers them, from 1. Raises ImportRefused: line_too_long."""
    return [checked(Line(Place(line=number), line)) for number, line in enumerate(_LINE_END.split(text), start=1)]


def checked(line: Line) -> Line:
    """The line, if it is not over-long. Raises ImportRefused: line_too_long."""
    if len(line.text) > MAX_FIELD_CHARACTERS:
        raise refused("line_too_long", line.place)
    return line


def _decoded(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded_as(encoding, data[len(mark) :])
    if b"\0" in data:
        return _utf16_without_mark(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise refused("damaged_text", Place(line=line)) from error
    text = _decoded_as("gb18030", data)
    if not _reads_like_chinese(text):
        raise refused("unknown_encoding")
    return text


def _decoded_as(encoding: str, data: bytes) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refused("damaged_text" if encoding != "gb18030" else "unknown_encoding") from error


def _utf16_without_mark(data: bytes) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and _reads_like_chinese(text):
            return text
    raise refused("nul_bytes", Place(line=data.count(b"\n", 0, data.index(b"\0")) + 1))


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether nearly every multi-byte character is well formed; text of another encoding never comes close."""
    wrong = data.decode("utf-8", errors="replace").count("\ufffd")
    return wrong * 8 < sum(byte >= 0xC0 for byte in data)


def _reads_like_chinese(text: str) -> bool:
    """Whether the characters beyond ASCII are mostly those of GB 2312, as in any real Chinese document.

    Bytes of another encoding read as GB18030 (or as UTF-16) give rare characters instead.
    """
    beyond_ascii = [character for character in text if character > "\x7f"]
    common = sum(_is_common(character) for character in beyond_ascii)
    return common >= 0.85 * len(beyond_ascii)


def _is_common(character: str) -> bool:
    encoded = character.encode("gb2312", errors="ignore")
    return bool(encoded) and encoded[0] <= 0xD7  # rows 1-9 signs, rows 16-55 the 3,755 everyday characters


def _line_of(text: str, position: int) -> Place:
    return Place(line=len(_LINE_END.findall(text, 0, position)) + 1)
