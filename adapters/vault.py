"""The vault (保险库): every subject's texts under a key of its own, each bound to its place.

A subject's data key is random and stored wrapped by a key that is derived from the master key. Destroying the wrapped
key makes the texts unreadable for good, also for the holder of the master key.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapters.data_folder import write_once
from adapters.event_store.rows import AccessLine, KeyDestruction, NewKey, SealedValue, VaultRow, VaultTables
from adapters.refusals import SetupRefused
from domain.sealing import KeyDestroyed, PlainText, SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
CACHED_KEYS = 1024


class SealingVault:
    """The `domain.sealing.Vault` over the tables of an event store."""

    def __init__(self, master_key: bytes, tables: VaultTables) -> None:
        self._tables = tables
        self._wrapping = AESGCM(_derived(master_key, b"duban vault: wrapping of data keys"))
        self._digest_key = _derived(master_key, b"duban vault: digests of texts")
        self._unwrapped = lru_cache(CACHED_KEYS)(self._unwrap)
        self._stored_keys: dict[str, bytes | None] = {}

    def digest(self, subject: str, plain: str) -> str:
        return hmac.digest(self._digest_key, _together(subject, plain), "sha256").hex()

    def rows(self, texts: Sequence[PlainText]) -> Sequence[VaultRow]:
        """A subject's first key is made here and stored with its first text; if two writers make one at once, the
        second meets an IntegrityError, as with any conflict, and asks again. Raises KeyDestroyed.
        """
        wrapped_keys = self._wrapped_keys({text.subject for text in texts})
        rows: list[VaultRow] = []
        for text in texts:
            if text.subject not in wrapped_keys:
                wrapped_keys[text.subject] = fresh = self._fresh_key(text.subject)
                rows.append(NewKey(text.subject, fresh))
            rows.append(self._sealed(text, wrapped_keys[text.subject]))
        return rows

    def forget(self) -> None:
        """After a conflict: another process may have made or destroyed a key."""
        self._stored_keys = {}

    def reveal(self, refs: Iterable[str]) -> dict[str, str]:
        """Raises SealBroken if a value was altered or stands in another's place."""
        return {value.ref: self._opened(value, wrapped_key) for value, wrapped_key in self._tables.sealed_values(refs)}

    def labels(self, refs: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Reference -> whose text it is, and what it is said to be; what can no longer be opened is absent."""
        return {value.ref: (value.subject, value.field) for value, _ in self._tables.sealed_values(refs)}

    def destruction(self, subjects: Iterable[str], counted: Mapping[str, int] | None = None) -> Sequence[VaultRow]:
        """Nothing of theirs can be read from then on, nor sealed for them; digests stay as they are."""
        self._unwrapped.cache_clear()
        self.forget()
        return [KeyDestruction(subject, (counted or {}).get(subject)) for subject in subjects]

    def try_out(self) -> None:
        """Open some text, to see that the key is the right one. Raises SealBroken."""
        ref = self._tables.any_ref()
        if ref is not None:
            self.reveal([ref])

    def texts_of(self, subject: str) -> int:
        """How many texts were ever sealed for a subject; 0: it is not known here."""
        return self._tables.texts_of(subject)

    def note_access(self, line: AccessLine) -> None:
        """To be called before what it speaks of is shown."""
        self._tables.note_access(line)

    def accesses(self) -> Sequence[AccessLine]:
        """访问日志, the oldest line first."""
        return self._tables.accesses()

    def _wrapped_keys(self, subjects: set[str]) -> dict[str, bytes | None]:
        """As last seen in the store: the insert of a text makes sure that its key still stands."""
        known = {subject: self._stored_keys[subject] for subject in subjects if subject in self._stored_keys}
        if len(known) < len(subjects):
            known |= self._tables.wrapped_keys(subjects - known.keys())
            if len(self._stored_keys) > CACHED_KEYS:
                self.forget()
            self._stored_keys.update(known)
        return known

    def _fresh_key(self, subject: str) -> bytes:
        return _encrypted(self._wrapping, secrets.token_bytes(KEY_BYTES), subject.encode())

    def _unwrap(self, subject: str, wrapped_key: bytes) -> AESGCM:
        try:
            return AESGCM(_decrypted(self._wrapping, wrapped_key, subject.encode()))
        except InvalidTag:
            raise SealBroken(subject) from None

    def _opened(self, value: SealedValue, wrapped_key: bytes) -> str:
        place = _together(value.subject, value.field, value.ref)
        try:
            return _decrypted(self._unwrapped(value.subject, wrapped_key), value.sealed, place).decode()
        except InvalidTag:
            raise SealBroken(value.ref) from None

    def _sealed(self, text: PlainText, wrapped_key: bytes | None) -> SealedValue:
        if wrapped_key is None:
            raise KeyDestroyed(text.subject)
        place = _together(text.subject, text.field, text.ref)
        sealed = _encrypted(self._unwrapped(text.subject, wrapped_key), text.text.encode(), place)
        return SealedValue(text.ref, text.subject, text.field, sealed)


def open_vault(tables: VaultTables, key_file: Path) -> SealingVault:
    """The store's vault. A store that is new gets a new key, unless the file is there already.

    Raises SetupRefused if the key is missing, damaged, or another store's.
    """
    known = tables.recall("vault_key_check")
    if not key_file.exists():
        if known is not None:
            raise SetupRefused(f"缺少保险库密钥文件 {key_file}：请从密钥的备份中放回，否则已封存的内容无法读取。")
        write_once(key_file, secrets.token_bytes(KEY_BYTES).hex().encode(), mode=0o600)
    vault = SealingVault(_master_key(key_file), tables)
    check = vault.digest("vault", "key check")
    if tables.remember("vault_key_check", check) != check:
        raise SetupRefused(f"保险库密钥文件 {key_file} 不是本数据库的密钥。")
    return vault


def _master_key(file: Path) -> bytes:
    try:
        key = bytes.fromhex(file.read_text("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SetupRefused(f"保险库密钥文件已损坏：{file}")
    return key


def _derived(master_key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(master_key)


def _together(*parts: str) -> bytes:
    """Several texts as one, so that no two lists of parts look the same."""
    return msgspec.json.encode(parts)


def _encrypted(key: AESGCM, plain: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + key.encrypt(nonce, plain, place)


def _decrypted(key: AESGCM, sealed: bytes, place: bytes) -> bytes:
    return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
