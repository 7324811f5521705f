"""Free text never enters an event (密封): the event holds a reference and a keyed digest, the vault (保险库) the text.

Erasing a subject (销毁密钥) makes its texts unreadable for good and leaves every event as it was.
Source: domain.md section 14, design.md section 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

COMPOUND_SURNAMES = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 宇文 长孙 端木 南宫 独孤 轩辕 "
    "西门 百里 呼延 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 司空 东郭"
)


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in an event in place of a text."""

    ref: str
    digest: str


class Fingerprint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """摘要: SHA-256 over contents of which the sealed parts stand with their keyed digests.

    The same for the same content as long as the vault lives; under another vault it is another one.
    """

    sha256: str


class PlainText(msgspec.Struct, frozen=True):
    """A text on its way into the vault.

    `subject` is whose key seals it: the household (户), else the case. `field` says what it is (content, reason, ...).
    `ref` is unique for ever, so it also binds the text to its event.
    """

    ref: str
    subject: str
    field: str
    text: str


def sealed_in(value: Any) -> Iterator[Sealed]:
    """Everything sealed in an event, or in a part of one, in the order of its fields."""
    if isinstance(value, Sealed):
        yield value
    elif isinstance(value, msgspec.Struct):
        for part in msgspec.structs.asdict(value).values():
            yield from sealed_in(part)
    elif isinstance(value, tuple | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from sealed_in(part)


class KeyDestroyed(Exception):
    """The key of this subject was destroyed (密钥已销毁): nothing can be sealed for it any more."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"该对象的密钥已依法销毁，不能再写入新的内容：{subject}")
        self.subject = subject


class SealBroken(Exception):
    """A sealed value, or the key of a subject, is not what was put in its place (封存内容被改动或调换)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"封存内容与所在位置不符，可能被改动或调换：{name}。请停止使用本数据库，并与备份核对")
        self.name = name


class Vault(Protocol):
    """Seals texts and shows them again."""

    def digest(self, subject: str, plain: str) -> str:
        """A keyed digest in hex: the same for the same text of the same subject as long as the vault lives."""

    def rows(self, texts: Sequence[PlainText]) -> Sequence[object]:
        """Encrypts; the recorder writes the rows in the transaction of the events (`save(..., sealed=rows)`).

        To be asked again for every attempt of a save, because the rows may hold a fresh key.
        Raises KeyDestroyed.
        """

    def forget(self) -> None:
        """After a conflict: what was remembered of the stored keys may have changed."""

    def destruction(self, subjects: Iterable[str], counted: Mapping[str, int] | None = None) -> Sequence[object]:
        """Destroys the keys of subjects (销毁密钥), with the event that says so: rows as those of ``rows``.

        ``counted``: the texts that each had when it was decided; one that was sealed since makes the save a conflict.
        """

    def texts_of(self, subject: str) -> int:
        """How many texts were ever sealed for a subject."""

    def reveal(self, refs: Iterable[str]) -> dict[str, str]:
        """Reference -> text. References that are unknown, or whose key was destroyed, are absent.

        Raises SealBroken.
        """


def mask_name(name: str) -> str:
    """A name as anybody may see it: the surname and ** (王小明 -> 王**, 欧阳小明 -> 欧阳**)."""
    name = name.strip()
    if not name:
        return ""
    surname = name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]
    return f"{surname}**"
