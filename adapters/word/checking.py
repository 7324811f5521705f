"""模板检查: what a template may ask for: the names of its kind, loops over its lists, conditions; nothing else.

A template comes from an office by way of Word and mail, so it is checked as a stranger's: every expression in it is
read before any is run. What is left runs in a sandbox all the same. Names are refused in Chinese, each by its name.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from adapters.refusals import SetupRefused
from adapters.word.forms import FORMS, PARAGRAPH, PART, PART_TEXT, PART_TITLE, PARTS, ROW, ROWS
from domain.document.kinds import NAMES, DocumentKind

LARGEST = 20_000_000
"""Bytes of a template, unpacked."""

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.For, nodes.If,
    nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand,
)  # fmt: skip

COMMON = (
    "发文机关", "发文字号", "文种", "专项行动", "依据文件", "主送", "抄送", "成文日期", "签发人", "核稿人", "拟稿人",
    "件数", "草稿", "印发机关", "密级", "紧急程度", "附注",
)  # fmt: skip
"""Names that every document has."""


class TemplateRefused(SetupRefused):
    """A template that is not one, or asks for what a document of its kind has not. The message is Chinese."""


def environment() -> SandboxedEnvironment:
    """Where templates run: sandboxed, without globals, every text escaped, an unknown name an error."""
    made = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


def check(file: bytes, kind: DocumentKind, names: frozenset[str]) -> None:
    """Raises TemplateRefused. ``names``: what documents of this kind have besides the common names."""
    known = names | frozenset(COMMON) | {ROWS, PARTS, ROW, PART, PARAGRAPH}
    cells = {column.name for column in FORMS[kind].columns} | {PART_TITLE, PART_TEXT}
    for part, source in sources(file):
        for wrong in complaints(source, known, cells):
            raise TemplateRefused(f"《{NAMES[kind]}》模板（{part}）不能使用：{wrong}")


def sources(file: bytes) -> Iterator[tuple[str, str]]:
    """Every part of the file in which a template may stand, as the template engine sees it."""
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as package:
            if sum(entry.file_size for entry in package.infolist()) > LARGEST:
                raise TemplateRefused(f"模板太大，解开后超过 {LARGEST // 1_000_000} 兆")
            found = {name: package.read(name) for name in package.namelist() if name.endswith(".xml")}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise TemplateRefused("这不是 Word 文档（.docx），请用 Word 另存为 .docx 后再试") from error
    if "word/document.xml" not in found:
        raise TemplateRefused("这不是 Word 文档（.docx），请用 Word 另存为 .docx 后再试")
    reader = DocxTemplate(io.BytesIO(file))
    for name, xml in found.items():
        if b"{" in xml and any(mark in re.sub(rb"<[^>]*>", b"", xml) for mark in (b"{{", b"{%", b"{#")):
            yield name, reader.patch_xml(xml.decode())


def complaints(source: str, known: frozenset[str] | set[str], cells: set[str]) -> Iterator[str]:
    """What in one part is not allowed, in Chinese."""
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as error:
        yield f"占位符写得不完整：{error.message}"
        return
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Name) and node.name not in known:
            yield f"没有“{node.name}”这个占位符，可用：{'、'.join(sorted(known - {ROW, PART, PARAGRAPH}))}"
        elif isinstance(node, nodes.Getattr) and node.attr not in cells:
            yield f"“{said(node)}”取不到：问题清单的栏目可用：{'、'.join(sorted(cells))}"
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED):
            yield f"只能写占位符、for、if，不能写“{type(node).__name__}”这样的表达式"


def said(node: nodes.Node) -> str:
    """An expression as it was written, as far as it is made of names."""
    match node:
        case nodes.Getattr():
            return f"{said(node.node)}.{node.attr}"
        case nodes.Name():
            return node.name
        case _:
            return "…"
