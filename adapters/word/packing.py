"""A .docx with nothing in it that depends on when it was made: the same content is the same bytes."""

from __future__ import annotations

import io
import zipfile

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip file can bear."""


def packed(file: bytes) -> bytes:
    """The same package, its parts in the order of their names but for the list of types, which Word wants first."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(written, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return written.getvalue()
