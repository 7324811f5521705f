"""占位符: what a template of each kind may ask for besides the names that all documents have."""

from __future__ import annotations

from domain.document.kinds import DocumentKind

NAMES_OF: dict[DocumentKind, tuple[str, ...]] = {
    DocumentKind.RECTIFICATION_LETTER: ("督查时间",),
}


def names_of(kind: DocumentKind) -> frozenset[str]:
    return frozenset(NAMES_OF.get(kind, ()))
