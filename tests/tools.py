"""Programs and libraries that some tests cannot do without, and that a machine may lack.

There such a test is skipped with the reason; where the environment says DUBAN_TESTS_DEMAND=1, as in CI, it fails.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

DEMANDED = "DUBAN_TESTS_DEMAND"
CONVERTS_WITHIN = 300.0  # seconds


def needs(*tools: str) -> None:
    """Skips the test that lacks one of these, or fails it where they are demanded.

    ``soffice`` is a program; ``libpango-1.0`` a library (it begins with lib); ``font:zh`` a font with Chinese glyphs.
    """
    missing = [tool for tool in tools if not found(tool)]
    if not missing:
        return
    reason = f"this machine lacks {', '.join(missing)}"
    if os.environ.get(DEMANDED) == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def found(tool: str) -> bool:
    if tool.startswith("font:"):
        lists = shutil.which("fc-list")
        language = f":lang={tool.removeprefix('font:')}"
        return bool(lists and subprocess.run([lists, language], capture_output=True, check=True).stdout.strip())
    if tool.startswith("lib"):
        return ctypes.util.find_library(tool.removeprefix("lib")) is not None
    return shutil.which(tool) is not None


def to_pdf(files: Sequence[Path], folder: Path) -> list[Path]:
    """The files as LibreOffice prints them, each into a PDF of its name in the folder; all in one go."""
    profile = folder / "profile"
    printed = folder / "pdf"
    words = ("soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", "pdf")
    subprocess.run([*words, "--outdir", printed, *files], check=True, capture_output=True, timeout=CONVERTS_WITHIN)
    return [printed / f"{file.stem}.pdf" for file in files]


def pdf_text(file: Path) -> list[str]:
    """The text of each page, without blanks and line breaks: how a line was broken says nothing."""
    said = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
    return ["".join(page.split()) for page in said.split("\f")[:-1]]
