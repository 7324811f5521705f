"""模板检查: what a template may ask for: the names of its kind, loops over its lists, conditions; nothing else.

A template comes from an office by way of Word and mail, so it is checked as a stranger's: every expression in it is
read before any is run. What is left runs in a sandbox all the same. Names are refused in Chinese, each by its name.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from adapters.word.forms import FORMS, PARAGRAPH, PART, PART_TEXT, PART_TITLE, PARTS, ROW, ROWS
from adapters.word.opening import TemplateRefused, opened
from domain.document.kinds import NAMES, DocumentKind

REPEATED_MOST = 300_000
"""Characters that a template may have inside its loops: each comes once for every line."""

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.For, nodes.If,
    nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand,
)  # fmt: skip

COMMON = (
    "发文机关", "发文字号", "文种", "专项行动", "依据文件", "主送", "抄送", "成文日期", "签发人", "核稿人", "拟稿人",
    "件数", "草稿", "印发机关", "密级", "紧急程度", "附注",
)  # fmt: skip
"""Names that every document has."""


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
    found = opened(file)
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
    except RecursionError:
        yield "一个占位符里套得太深的表达式"
        return
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Name) and node.name not in known:
            yield f"没有“{node.name}”这个占位符，可用：{'、'.join(sorted(known - {ROW, PART, PARAGRAPH}))}"
        elif isinstance(node, nodes.Getattr) and node.attr not in cells:
            yield f"“{said(node)}”取不到：问题清单的栏目可用：{'、'.join(sorted(cells))}"
    yield from loop_complaints(tree)
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED):
            yield f"只能写占位符、for、if，不能写“{type(node).__name__}”这样的表达式"


def loop_complaints(tree: nodes.Template) -> Iterator[str]:
    """A loop goes over a list once: through lines, or through parts and the paragraphs of each."""
    for loop in tree.find_all(nodes.For):
        if LOOPS.get(said(loop.iter)) != said(loop.target) or loop.test or loop.recursive or loop.else_:
            written = "、".join(f"for {name} in {many}" for many, name in LOOPS.items())
            yield f"循环“for {said(loop.target)} in {said(loop.iter)}”，可写：{written}"
        inside = [said(one.iter) for one in loop.find_all(nodes.For)]
        if inside and (said(loop.iter), inside) != (PARTS, [f"{PART}.{PART_TEXT}"]):
            yield f"循环“for {said(loop.target)} in {said(loop.iter)}”里再套循环"
        if sum(len(data.data) for data in loop.find_all(nodes.TemplateData)) > REPEATED_MOST:
            yield f"循环“for {said(loop.target)} in {said(loop.iter)}”里的内容太多"


LOOPS = {ROWS: ROW, PARTS: PART, f"{PART}.{PART_TEXT}": PARAGRAPH}
"""What is gone through, and what one of it is called."""


def said(node: nodes.Node) -> str:
    """An expression as it was written, as far as it is made of names."""
    match node:
        case nodes.Getattr():
            return f"{said(node.node)}.{node.attr}"
        case nodes.Name():
            return node.name
        case _:
            return "…"
