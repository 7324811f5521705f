"""本单位模板: templates that an office edited in Word and put in the place of the shipped ones.

They are not derived from anything: they lie in the folder ``templates`` of the data folder, which the backup copies.
"""

from __future__ import annotations

from pathlib import Path

from adapters.data_folder import write_over
from adapters.refusals import SetupRefused
from adapters.word.names import names_of
from domain.document.kinds import NAMES, DocumentKind

TEMPLATES = Path(__file__).parent / "templates"
"""The shipped ones."""


class Templates:
    """The templates of one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, kind: DocumentKind) -> bytes:
        """The office's own where there is one, else the shipped one."""
        own = self.own(kind)
        return own.read_bytes() if own.exists() else shipped(kind)

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


def shipped(kind: DocumentKind) -> bytes:
    return (TEMPLATES / f"{NAMES[kind]}.docx").read_bytes()
