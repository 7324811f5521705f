"""转换: a .docx becomes a PDF by LibreOffice, where it is installed: for whoever prints by a template of his own.

It works in a folder of its own that is gone afterwards, with a profile of its own, so that it takes neither settings
nor macros of whoever is at the machine.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from adapters.refusals import SetupRefused

PROGRAMS = ("soffice", "libreoffice")
WITHIN = 180.0
"""Seconds: its first start on a small machine takes half a minute."""

NOT_THERE = (
    "《{kind}》用的是本单位模板，按它印 PDF 要用 LibreOffice，这台机器没有装。"
    "请安装（Debian、Ubuntu：libreoffice-writer）；"
    "或者改用 --out 文件名.docx，再用 Word、WPS 另存为 PDF；或者加 --shipped，按自带版式印"
)
FAILED = "LibreOffice 没有转换成 PDF（{why}）。请改用 --out 文件名.docx，再用 Word、WPS 另存为 PDF；或者加 --shipped"


def converted(document: bytes, kind: str) -> bytes:
    """The PDF of a .docx; ``kind`` is what it is called. Raises SetupRefused."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise SetupRefused(NOT_THERE.format(kind=kind))
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        source = Path(folder, "document.docx")
        source.write_bytes(document)
        run(program, source)
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise SetupRefused(FAILED.format(why="没有产生文件"))
        return made.read_bytes()


def run(program: str, source: Path) -> None:
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    words = (program, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", source.parent, source)
    try:
        subprocess.run(words, check=True, capture_output=True, timeout=WITHIN)
    except subprocess.TimeoutExpired as late:
        raise SetupRefused(FAILED.format(why=f"{WITHIN:.0f}秒内没有完成")) from late
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupRefused(FAILED.format(why="它报告出错")) from error
