"""本单位模板: taken out, edited, checked and put back; what a template must not ask for is refused by its name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from adapters.backup import backup
from adapters.data_folder import DataFolder
from adapters.word.checking import TemplateRefused, check
from adapters.word.filling import filled
from adapters.word.names import names_of
from adapters.word.own import Templates, shipped
from domain.document.kinds import DocumentKind
from domain.papers import Layout
from tests.cli.conftest import Duban
from tests.word.reading import paragraphs
from tests.word.samples import sample

KIND = DocumentKind.SUPERVISION_LETTER


def with_text(*texts: str) -> bytes:
    """The shipped letter with further paragraphs, as somebody typed them in Word."""
    document = Document(io.BytesIO(shipped(KIND)))
    for text in texts:
        document.add_paragraph(text)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def refused(file: bytes) -> str:
    with pytest.raises(TemplateRefused) as error:
        check(file, KIND, names_of(KIND))
    return str(error.value)


def test_an_edited_template_is_used_from_then_on_and_the_facts_stay(tmp_path: Path) -> None:
    kept = Templates(tmp_path / "templates")
    kept.put(KIND, with_text("联系人：办公室值班室"))
    said = paragraphs(filled(kept.of(KIND, Layout.LETTER), KIND, sample(KIND)))
    assert said[-1] == "联系人：办公室值班室"
    assert said[: len(said) - 1] == paragraphs(filled(shipped(KIND), KIND, sample(KIND)))
    kept.remove(KIND)
    assert kept.of(KIND, Layout.LETTER) == shipped(KIND, Layout.LETTER)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ 户主身份证 }}", "没有“户主身份证”这个占位符"),
        ("{{ 主送.__class__ }}", "“主送.__class__”取不到"),
        ("{{ ''.__class__.__mro__ }}", "__mro__"),
        ("{{ 主送['x'] }}", "不能写"),
        ("{{ range(10) }}", "没有“range”这个占位符"),
        ("{{ 主送.upper() }}", "“主送.upper”取不到"),
        ("{{ 主送|safe }}", "不能写"),
        ("{{ 9**9 }}", "不能写"),
        ("{% set 主送 = 1 %}", "不能写"),
        ("{% include 'x' %}", "不能写"),
        ("{% for 行 in 问题清单 %}{{ 行.户主 }}{% endfor %}", "“行.户主”取不到"),
        ("{% for 主送 in 问题清单 %}{% endfor %}", "循环“for 主送 in 问题清单”，可写"),
        ("{% for 行 in 主送 %}{% endfor %}", "循环“for 行 in 主送”，可写"),
        ("{% for 行 in 问题清单 %}" * 2 + "{% endfor %}" * 2, "里再套循环"),
        ("{% for 部分 in 各部分 %}" + "{% for 段 in 部分.正文 %}" * 2 + "{% endfor %}" * 3, "里再套循环"),
        ("{% for 行 in 问题清单 %}" + "长" * 400_000 + "{% endfor %}", "里的内容太多"),
        ("{{ " + "not " * 20_000 + "主送 }}", "套得太深"),
        ("{% if 主送 %}", "写得不完整"),
        ("{{ 主送", "写得不完整"),
    ],
)
def test_what_a_template_must_not_ask_for_is_refused_by_its_name(text: str, says: str) -> None:
    assert says in refused(with_text(text))


def test_a_placeholder_that_word_cut_in_pieces_is_still_seen() -> None:
    document = Document(io.BytesIO(shipped(KIND)))
    paragraph = document.add_paragraph()
    for piece in ("{", "{ 主送.", "__cl", "ass__ }", "}"):
        paragraph.add_run(piece)
    written = io.BytesIO()
    document.save(written)
    assert "__class__" in refused(written.getvalue())


def test_a_placeholder_in_the_footer_is_checked_too() -> None:
    document = Document(io.BytesIO(shipped(KIND)))
    document.sections[0].footer.paragraphs[0].add_run("{{ 主送.__class__ }}")
    written = io.BytesIO()
    document.save(written)
    assert "__class__" in refused(written.getvalue())


def test_what_is_no_word_document_is_refused() -> None:
    assert "不是 Word 文档" in refused(b"hello")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("x.txt", "x")
    assert "不是 Word 文档" in refused(empty.getvalue())


def test_a_package_that_swells_is_refused_before_it_is_opened() -> None:
    swelling = io.BytesIO()
    with zipfile.ZipFile(swelling, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 30_000_000)
    assert "太大" in refused(swelling.getvalue())


def packed_with(more: dict[str, bytes], instead: dict[str, tuple[bytes, bytes]] | None = None) -> bytes:
    """The shipped letter with further parts, and with something put in place of something else in others."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(shipped(KIND))) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            old, new = (instead or {}).get(name, (b"", b""))
            content = source.read(name)
            assert old in content
            target.writestr(name, content.replace(old, new, 1) if old else content)
        for name, content in more.items():
            target.writestr(name, content)
    return written.getvalue()


RELATED = b'<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
FIELD = b'<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT "x"</w:instrText></w:r></w:p>'
TYPES, DOCUMENT, RELATIONS = "[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"


@pytest.mark.parametrize(
    ("more", "instead", "says"),
    [
        ({"word/vbaProject.bin": b"x"}, {}, "（word/vbaProject.bin）带有宏"),
        ({"word/embeddings/a.xlsx": b"x"}, {}, "（word/embeddings/a.xlsx）带有宏、控件或嵌入文件"),
        ({"word/activeX/activeX1.xml": b"<x/>"}, {}, "（word/activeX/activeX1.xml）带有宏、控件"),
        ({}, {TYPES: (b"document.main+xml", b"document.macroEnabled.main+xml")}, "（.docm）"),
        (
            {},
            {
                RELATIONS: (
                    b"</Relationships>",
                    RELATED % b"image" + b'Target="http://x.invalid/a.png" TargetMode="External"/></Relationships>',
                )
            },
            "（word/_rels/document.xml.rels）引用了文件以外的内容：http://x.invalid/a.png",
        ),
        (
            {
                "word/_rels/settings.xml.rels": b"<Relationships>"
                + RELATED % b"attachedTemplate"
                + b'Target="file:///x.dotm" TargetMode="External"/></Relationships>'
            },
            {},
            "（word/_rels/settings.xml.rels）引用了文件以外的内容：file:///x.dotm",
        ),
        ({}, {DOCUMENT: (b"<w:body>", b"<w:body>" + FIELD)}, "（word/document.xml）的域 INCLUDETEXT"),
        ({"word/x.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}, {}, "（word/x.xml）带有文档类型或实体"),
        ({"word/x.xml": b"<x>"}, {}, "（word/x.xml）已损坏"),
    ],
)
def test_a_template_that_runs_or_fetches_anything_is_refused_by_the_part_where_it_does(
    more: dict[str, bytes], instead: dict[str, tuple[bytes, bytes]], says: str
) -> None:
    assert says in refused(packed_with(more, instead))


def test_a_link_to_be_clicked_and_a_page_number_are_no_harm() -> None:
    link = RELATED % b"hyperlink" + b'Target="https://x.invalid" TargetMode="External"/></Relationships>'
    check(packed_with({}, {RELATIONS: (b"</Relationships>", link)}), KIND, names_of(KIND))


def test_on_the_command_line_a_template_is_taken_out_put_back_and_reset(duban: Duban, tmp_path: Path) -> None:
    out, edited, bad = tmp_path / "函.docx", tmp_path / "改.docx", tmp_path / "坏.docx"
    assert duban("documents", "template", "export", "督办函", "--out", out).code == 0
    assert out.read_bytes() == shipped(KIND, Layout.LETTER)
    other = duban("documents", "template", "export", "督办函", "--layout", "文件格式", "--out", out)
    assert (other.code, out.read_bytes()) == (0, shipped(KIND))
    assert duban("documents", "template", "export", "督办函", "--layout", "横式", "--out", out).code == 2
    edited.write_bytes(with_text("联系人：值班室"))
    bad.write_bytes(with_text("{{ 户主身份证 }}"))
    told = duban("documents", "template", "put", "督办函", bad)
    assert (told.code, "没有“户主身份证”这个占位符" in told.err.replace("\n", "")) == (2, True)
    assert duban("documents", "template", "put", "督办函", edited).code == 0
    assert "督办函：本单位模板" in duban("documents", "template", "list").out
    assert duban("documents", "template", "reset", "督办函").code == 0
    assert "督办函：自带模板" in duban("documents", "template", "list").out


def test_the_backup_copies_the_templates(duban: Duban, tmp_path: Path) -> None:
    edited = tmp_path / "改.docx"
    edited.write_bytes(with_text("联系人：值班室"))
    duban("documents", "template", "put", "督办函", edited)
    backup(DataFolder.open(duban.folder), tmp_path / "backup")
    assert (tmp_path / "backup" / "templates" / "督办函.docx").read_bytes() == edited.read_bytes()
