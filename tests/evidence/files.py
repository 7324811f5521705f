"""Made-up files of every kind: their first bytes are real, the rest is filler."""

from __future__ import annotations

import struct
from pathlib import Path

from domain.problem.problem import EvidenceKind

HEADS: dict[str, tuple[bytes, EvidenceKind]] = {
    "photo.jpg": (b"\xff\xd8\xff\xe0", EvidenceKind.IMAGE),
    "photo.png": (b"\x89PNG\r\n\x1a\n", EvidenceKind.IMAGE),
    "photo.gif": (b"GIF89a", EvidenceKind.IMAGE),
    "photo.webp": (b"RIFF\x10\x00\x00\x00WEBP", EvidenceKind.IMAGE),
    "photo.heic": (b"\x00\x00\x00\x18ftypheic", EvidenceKind.IMAGE),
    "scan.tif": (b"II*\x00", EvidenceKind.IMAGE),
    "film.mp4": (b"\x00\x00\x00\x18ftypisom", EvidenceKind.VIDEO),
    "film.mov": (b"\x00\x00\x00\x14ftypqt  ", EvidenceKind.VIDEO),
    "film.3gp": (b"\x00\x00\x00\x18ftyp3gp4", EvidenceKind.VIDEO),
    "film.avi": (b"RIFF\x10\x00\x00\x00AVI LIST", EvidenceKind.VIDEO),
    "film.mkv": (b"\x1aE\xdf\xa3", EvidenceKind.VIDEO),
    "voice.m4a": (b"\x00\x00\x00\x18ftypM4A ", EvidenceKind.AUDIO),
    "voice.mp3": (b"ID3\x03", EvidenceKind.AUDIO),
    "voice.wav": (b"RIFF\x10\x00\x00\x00WAVEfmt ", EvidenceKind.AUDIO),
    "voice.amr": (b"#!AMR\n", EvidenceKind.AUDIO),
    "paper.pdf": (b"%PDF-1.7\n", EvidenceKind.DOC),
    "paper.docx": (b"PK\x03\x04", EvidenceKind.DOC),
    "paper.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", EvidenceKind.DOC),
}
FILLER = bytes(range(256)) * 4


def made(folder: Path, name: str, more: bytes = FILLER) -> Path:
    """A file of that name in the folder, with the first bytes of its kind."""
    file = folder / name
    file.write_bytes(HEADS[name][0] + more)
    return file


def photo_taken(original: str, offset: str = "", order: str = "<") -> bytes:
    """A JPEG whose camera says when it was taken: ``2022:08:31 10:00:00``, with an offset as ``+09:00``, or none."""
    texts = [(0x9003, original.encode() + b"\x00")]
    if offset:
        texts.append((0x9011, offset.encode() + b"\x00"))
    inner_at = 8 + 2 + 12 + 4
    texts_at = inner_at + 2 + 12 * len(texts) + 4
    tiff = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(f"{order}I", 8)
    tiff += struct.pack(f"{order}HHHII", 1, 0x8769, 4, 1, inner_at) + bytes(4)
    tiff += struct.pack(f"{order}H", len(texts))
    block = b""
    for tag, text in texts:
        tiff += struct.pack(f"{order}HHII", tag, 2, len(text), texts_at + len(block))
        block += text
    exif = b"Exif\x00\x00" + tiff + bytes(4) + block
    jfif = b"\xff\xe0" + struct.pack(">H", 16) + bytes(14)
    return b"\xff\xd8" + jfif + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xda" + FILLER
