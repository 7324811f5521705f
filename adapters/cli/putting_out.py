"""印出: a document goes into a file, as .docx by its template or as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.output import console, fail
from adapters.installation import Installation
from adapters.word.own import Templates
from domain.refusal import Refused
from projections.documents.letters import Letter

Out = Annotated[Path, typer.Option("--out", help="写到哪个文件：.docx 或 .pdf")]


def put_out(opened: Installation, letter: Letter, out: Path) -> None:
    """Raises Refused for a letter that is not what was signed, SetupRefused where it cannot be set."""
    from adapters.printing.letters import printed  # heavy: they bring the template engine
    from adapters.word.filling import filled

    if not letter.intact:
        raise Refused("document_altered", number=letter.number)
    templates = Templates(opened.folder.templates)
    match out.suffix.lower():
        case ".docx":
            file = filled(templates.of(letter.kind), letter.kind, letter.content)
        case ".pdf":
            file = printed(letter.kind, letter.content)
        case _:
            fail(f"不会印成“{out.suffix or '没有扩展名'}”的文件，请写 .docx 或 .pdf")
    try:
        out.write_bytes(file)
    except OSError as error:
        fail(f"写不进 {out}：{error.strerror}")
    console.print(f"{letter.number or '草稿'} 已印出：{out}")
    if letter.sha256:
        console.print(f"签发时的摘要 {letter.sha256}")
    if out.suffix.lower() == ".pdf" and templates.own(letter.kind).exists():
        console.print("本单位另有 Word 模板；PDF 按自带版式印出，要按本单位模板，请印成 .docx 后另存为 PDF。")
