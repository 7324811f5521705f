"""A .docx read back, as a person would read it."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from docx import Document


def paragraphs(file: bytes) -> list[str]:
    """The text of each paragraph of the body that has any, without the blanks around it."""
    return [text for one in Document(io.BytesIO(file)).paragraphs if (text := one.text.strip())]


def rows(file: bytes, table: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(file)).tables[table].rows]


def words(pdf: Path) -> list[list[Word]]:
    """The words of each page with their places, as pdftotext finds them."""
    said = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    found = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return [
        [Word(*map(float, place), text) for *place, text in re.findall(found, page)]
        for page in said.split("<page ")[1:]
    ]


class Word(NamedTuple):
    """In points from the upper left of the page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def pages(pdf: Path) -> list[list[str]]:
    """The lines of each page, from top to bottom, without blanks."""
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return [[line for raw in page.splitlines() if (line := re.sub(r"\s", "", raw))] for page in said.split("\f")[:-1]]
