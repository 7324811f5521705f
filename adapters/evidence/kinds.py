"""What a file is (视频, 录音, 图片, 文档), by its first bytes: a name and a declared type prove nothing."""

from __future__ import annotations

from domain.problem.problem import EvidenceKind

KIND_NAMES = {
    EvidenceKind.VIDEO: "视频",
    EvidenceKind.AUDIO: "录音",
    EvidenceKind.IMAGE: "图片",
    EvidenceKind.DOC: "文档",
}

SIGNATURES = (
    (b"\xff\xd8\xff", EvidenceKind.IMAGE),  # JPEG
    (b"\x89PNG\r\n\x1a\n", EvidenceKind.IMAGE),
    (b"GIF87a", EvidenceKind.IMAGE),
    (b"GIF89a", EvidenceKind.IMAGE),
    (b"II*\x00", EvidenceKind.IMAGE),  # TIFF
    (b"MM\x00*", EvidenceKind.IMAGE),
    (b"\x1aE\xdf\xa3", EvidenceKind.VIDEO),  # Matroska, WebM
    (b"\x00\x00\x01\xba", EvidenceKind.VIDEO),  # MPEG
    (b"FLV\x01", EvidenceKind.VIDEO),
    (b"0&\xb2u\x8ef\xcf\x11", EvidenceKind.VIDEO),  # Windows Media
    (b"ID3", EvidenceKind.AUDIO),  # MP3
    (b"\xff\xfb", EvidenceKind.AUDIO),
    (b"\xff\xf3", EvidenceKind.AUDIO),
    (b"\xff\xf2", EvidenceKind.AUDIO),
    (b"\xff\xf1", EvidenceKind.AUDIO),  # AAC
    (b"\xff\xf9", EvidenceKind.AUDIO),
    (b"#!AMR", EvidenceKind.AUDIO),
    (b"OggS", EvidenceKind.AUDIO),
    (b"fLaC", EvidenceKind.AUDIO),
    (b"%PDF-", EvidenceKind.DOC),
    (b"PK\x03\x04", EvidenceKind.DOC),  # docx, xlsx, wps, ofd
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", EvidenceKind.DOC),  # doc, xls
    (b"{\\rtf", EvidenceKind.DOC),
)
RIFF_FORMS = {b"WEBP": EvidenceKind.IMAGE, b"WAVE": EvidenceKind.AUDIO, b"AVI ": EvidenceKind.VIDEO}
STILL_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif"}
SOUND_BRANDS = {b"M4A ", b"M4B "}


def kind_of(head: bytes) -> EvidenceKind | None:
    """The kind of the file that begins so; None: not a kind of file that is taken as evidence."""
    if head[:4] == b"RIFF":
        return RIFF_FORMS.get(head[8:12])
    if head[4:8] == b"ftyp":
        return kind_of_brand(head[8:12])
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), None)


def kind_of_brand(brand: bytes) -> EvidenceKind:
    """The ISO base media format holds photos, sound and films; its major brand says which."""
    if brand in STILL_BRANDS:
        return EvidenceKind.IMAGE
    return EvidenceKind.AUDIO if brand in SOUND_BRANDS else EvidenceKind.VIDEO
