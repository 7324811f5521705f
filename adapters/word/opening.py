"""开包: a .docx of a stranger is looked through before anything of it is used: it fetches nothing, it runs nothing.

Refused with the part where it stands: macros, embedded objects, references to something outside the file, fields that
take something from outside or start a program, and entities in its XML.
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from adapters.refusals import SetupRefused

LARGEST = 20_000_000
"""Bytes of a template, unpacked."""

NOT_WORD = "这不是 Word 文档（.docx），请用 Word 另存为 .docx 后再试"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

RUNS = re.compile(r"(?i)vbaProject|vbaData|activeX/|embeddings/|oleObject|afchunk|customUI|\.bin$|\.exe$|\.dll$")
"""Names of parts that hold a program or another document."""

RUNNING_TYPES = re.compile(rb"(?i)macroEnabled|vbaProject|oleObject|activeX")

FETCHES = re.compile(r"(?i)INCLUDETEXT|INCLUDEPICTURE|DDE|IMPORT|DATABASE|MACROBUTTON|\bLINK\b|\bRD\b|HTMLACTIVEX")
"""Fields by which Word takes something from elsewhere, or starts it."""


class TemplateRefused(SetupRefused):
    """A template that is not one, or asks for what a document of its kind has not. The message is Chinese."""


def opened(file: bytes) -> dict[str, bytes]:
    """The XML parts of the file by their names. Raises TemplateRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as package:
            if sum(entry.file_size for entry in package.infolist()) > LARGEST:
                raise TemplateRefused(f"模板太大，解开后超过 {LARGEST // 1_000_000} 兆")
            runs_nothing(package.namelist())
            found = {name: package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise TemplateRefused(NOT_WORD) from error
    if "word/document.xml" not in found:
        raise TemplateRefused(NOT_WORD)
    if RUNNING_TYPES.search(found.get("[Content_Types].xml", b"")):
        raise TemplateRefused("模板带有宏（.docm）或嵌入对象，请用 Word 另存为不带宏的 .docx 后再试")
    for name, xml in found.items():
        fetches_nothing(name, xml)
    return {name: xml for name, xml in found.items() if name.endswith(".xml")}


def runs_nothing(names: list[str]) -> None:
    for name in names:
        if RUNS.search(name):
            raise TemplateRefused(f"模板（{name}）带有宏、控件或嵌入文件，请删去后另存为 .docx 再试")


def fetches_nothing(name: str, xml: bytes) -> None:
    """Raises TemplateRefused for a part that reaches outside the file."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise TemplateRefused(f"模板（{name}）带有文档类型或实体声明，不能使用")
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise TemplateRefused(f"模板（{name}）已损坏，请用 Word 打开后重新保存") from error
    if name.endswith(".rels"):
        for one in root:
            if one.get("TargetMode") == "External" and not one.get("Type", "").endswith("/hyperlink"):
                raise TemplateRefused(f"模板（{name}）引用了文件以外的内容：{one.get('Target')}，请删去或改为嵌入")
    fields = "".join(one.text or "" for one in root.iter(f"{W}instrText"))
    fields += " ".join(one.get(f"{W}instr", "") for one in root.iter(f"{W}fldSimple"))
    if found := FETCHES.search(fields):
        raise TemplateRefused(f"模板（{name}）的域 {found.group().upper()} 会引用或运行文件以外的内容，请删去")
