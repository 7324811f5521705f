"""样式名: what a paragraph is, by the name that it has in Word; its typeface."""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element

from adapters.word.forms import Role

STYLES = {
    Role.DRAFT: "草稿标识",
    Role.MARKS: "密级和紧急程度",
    Role.NUMBER_UPWARD: "上行文发文字号",
    Role.LETTER_NUMBER: "信函发文字号",
    Role.LETTER_MARKS: "信函紧急程度",
    Role.NOTE: "附注",
    Role.RULE: "版记分隔线",
    Role.IMPRINT: "印发机关和印发日期",
    Role.LETTER_COPIES: "信函抄送",
    Role.ORGAN: "发文机关标志",
    Role.NUMBER: "发文字号",
    Role.TITLE: "公文标题",
    Role.ADDRESSEE: "主送机关",
    Role.BODY: "公文正文",
    Role.HEADING: "一级标题",
    Role.ANNEX_NOTE: "附件说明",
    Role.SIGNED_BY: "发文机关署名",
    Role.DATED: "成文日期",
    Role.ANNEX: "附件",
    Role.ANNEX_TITLE: "附件标题",
    Role.COPIES: "版记",
    Role.LABEL: "签字栏",
}


def set_font(properties: _Element, name: str) -> None:
    """The typeface of Chinese and of Latin letters alike; without ``w:eastAsia`` Word would take another one."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
