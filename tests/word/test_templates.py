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
