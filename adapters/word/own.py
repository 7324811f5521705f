"""本单位模板: templates that an office edited in Word and put in the place of the shipped ones.

They are not derived from anything: they lie in the folder ``templates`` of the data folder, which the backup copies.
"""

from __future__ import annotations

from pathlib import Path

from adapters.data_folder import write_over
from adapters.refusals import SetupRefused
from adapters.word.forms import form_of
from adapters.word.names import names_of
from domain.document.kinds import NAMES, DocumentKind
from domain.papers import Layout

TEMPLATES = Path(__file__).parent / "templates"
"""The shipped ones."""

SHIPPED = tuple((kind, layout) for kind in DocumentKind for layout in Layout if form_of(kind, layout).layout is layout)
"""Each kind in each layout that it may have."""


class Templates:
    """The templates of one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, kind: DocumentKind, layout: Layout) -> bytes:
        """The office's own where there is one, whatever form it has; else the shipped one in this layout."""
        own = self.own(kind)
        return own.read_bytes() if own.exists() else shipped(kind, layout)

    def own(self, kind: DocumentKind) -> Path:
        return self.folder / f"{NAMES[kind]}.docx"

    def put(self, kind: DocumentKind, file: bytes) -> None:
        """Raises TemplateRefused for one that asks for what documents of the kind have not."""
        from adapters.word.checking import check  # heavy: it brings the template engine

        check(file, kind, names_of(kind))
        write_over(self.own(kind), file)

    def remove(self, kind: DocumentKind) -> None:
        """Back to the shipped one. Raises SetupRefused where there is no other."""
        own = self.own(kind)
        if not own.exists():
            raise SetupRefused(f"《{NAMES[kind]}》没有本单位模板，用的就是自带模板")
        own.unlink()


def shipped(kind: DocumentKind, layout: Layout = Layout.DOCUMENT) -> bytes:
    return (TEMPLATES / file_of(kind, layout)).read_bytes()


def file_of(kind: DocumentKind, layout: Layout) -> str:
    """The name of a shipped template; what cannot be laid out as a letter has only the other."""
    letter = layout is Layout.LETTER and (kind, layout) in SHIPPED
    return f"{NAMES[kind]}{'（信函格式）' if letter else ''}.docx"
