"""印出: a document goes into a file, as .docx by its template or as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.output import console, fail
from adapters.installation import Installation
from adapters.word.own import Templates, shipped
from domain.document.kinds import NAMES
from domain.refusal import Refused
from projections.documents.letters import Letter

Out = Annotated[Path, typer.Option("--out", help="写到哪个文件：.docx 或 .pdf")]
ByShipped = Annotated[bool, typer.Option("--shipped", help="有本单位模板的，也按自带版式印")]


def put_out(opened: Installation, letter: Letter, out: Path, by_shipped: bool = False) -> None:
    """Raises Refused for a letter that is not what was signed, SetupRefused where it cannot be set."""
    if not letter.intact:
        raise Refused("document_altered", number=letter.number)
    if out.suffix.lower() not in (".docx", ".pdf"):
        fail(f"不会印成“{out.suffix or '没有扩展名'}”的文件，请写 .docx 或 .pdf")
    file = set_as(out.suffix.lower(), letter, Templates(opened.folder.templates), by_shipped)
    try:
        out.write_bytes(file)
    except OSError as error:
        fail(f"写不进 {out}：{error.strerror}")
    console.print(f"{letter.number or '草稿'} 已印出：{out}")
    if letter.sha256:
        console.print(f"签发时的摘要 {letter.sha256}")


def set_as(ending: str, letter: Letter, templates: Templates, by_shipped: bool) -> bytes:
    """By the office's own template, also as a PDF; else by the shipped one, whose PDF needs no other program."""
    from adapters.printing.converting import converted
    from adapters.printing.letters import printed  # heavy: they bring the template engine
    from adapters.word.filling import filled

    own = templates.own(letter.kind).exists() and not by_shipped
    if ending == ".pdf" and not own:
        return printed(letter.kind, letter.content, letter.layout)
    template = templates.of(letter.kind, letter.layout) if own else shipped(letter.kind, letter.layout)
    document = filled(template, letter.kind, letter.content)
    return converted(document, NAMES[letter.kind]) if ending == ".pdf" else document
