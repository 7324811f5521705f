"""版式的要素, measured on the printed page: where GB/T 9704-2012 puts each, in the two forms that it has."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document

from adapters.printing.letters import printed
from adapters.word.filling import filled
from adapters.word.own import shipped
from adapters.word.paper import CHARACTER
from domain.document.content import Content
from domain.document.kinds import DocumentKind
from domain.papers import Layout
from tests.tools import needs, to_pdf
from tests.word.reading import Word, pages, words
from tests.word.samples import sample

MM = 72 / 25.4
TOP, LEFT, RIGHT = 37 * MM, 28 * MM, 184 * MM
LETTER, REPORT, CIRCULAR = (
    DocumentKind.SUPERVISION_LETTER,
    DocumentKind.INSPECTION_REPORT,
    DocumentKind.CRITICISM,
)


LONG = "某县巩固拓展脱贫攻坚成果同乡村振兴有效衔接专项小组办公室"
TOLD = "督查组逐村逐户查看台账和资料。"
MARKED = {"密级": "秘密★1年", "紧急程度": "特急", "附注": "此件不公开"}
TITLE = "巩固拓展脱贫攻坚成果集中排查“回头看”专项行动"
PRINTED: dict[str, tuple[DocumentKind, Layout, Content]] = {
    "circular": (CIRCULAR, Layout.DOCUMENT, sample(CIRCULAR, 抄送="县政府", 印发机关="县委办公室")),
    "uncopied": (CIRCULAR, Layout.DOCUMENT, sample(CIRCULAR, 抄送="", 印发机关="县委办公室")),
    "marked": (CIRCULAR, Layout.DOCUMENT, sample(CIRCULAR, 印发机关="东县", 专项行动=TITLE, **MARKED)),
    "letter": (LETTER, Layout.LETTER, sample(LETTER)),
    "marked letter": (LETTER, Layout.LETTER, sample(LETTER, **MARKED)),
    "long": (LETTER, Layout.DOCUMENT, sample(LETTER, 发文机关=LONG)),
    "long letter": (LETTER, Layout.LETTER, sample(LETTER, 发文机关=LONG)),
    **{f"report {n}": (REPORT, Layout.DOCUMENT, sample(REPORT, text=TOLD * n, 签发人="张三")) for n in range(4, 13, 2)},
}


@pytest.fixture(scope="module", params=["word", "pdf"])
def printed_as(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each of them as LibreOffice prints the Word document (all in one go: it starts slowly), and as our own PDF."""
    word = request.param == "word"
    needs("libpango-1.0", "pdftotext", "font:zh", *(["soffice"] if word else []))
    folder = tmp_path_factory.mktemp(request.param)
    files = {name: folder / f"{name}.{'docx' if word else 'pdf'}" for name in PRINTED}
    for name, (kind, layout, content) in PRINTED.items():
        made = filled(shipped(kind, layout), kind, content) if word else printed(kind, content, layout)
        files[name].write_bytes(made)
    return dict(zip(files, to_pdf(list(files.values()), folder), strict=True)) if word else files


def said(page: list[Word], text: str) -> Word:
    return next(word for word in page if text in word.text)


def test_the_head_of_a_document_stands_35_mm_below_the_upper_edge_of_the_text(printed_as: dict[str, Path]) -> None:
    first, *_ = words(printed_as["circular"])
    organ = said(first, "东县督查工作办公室")
    assert (organ.top + organ.bottom) / 2 - TOP == pytest.approx(35 * MM + 18, abs=6)  # the middle of 36 points


def test_the_date_ends_four_characters_before_the_edge_and_the_organ_is_centred_over_it(
    printed_as: dict[str, Path],
) -> None:
    [first, *_] = words(printed_as["letter"])
    below = [one for one in first if one.top > 400]
    year = next(one for one in below if one.text.startswith("2018"))
    date = [one for one in below if abs(one.top - year.top) < 3]
    organ = said(below, "东县督查工作办公室")
    assert max(one.right for one in date) == pytest.approx(RIGHT - 4 * CHARACTER, abs=4)
    middle = (date[0].left + max(one.right for one in date)) / 2
    assert (organ.left + organ.right) / 2 == pytest.approx(middle, abs=18)  # LibreOffice sets figures apart


def test_a_report_goes_upward_with_its_number_on_the_left_and_its_signer_on_the_right(
    printed_as: dict[str, Path],
) -> None:
    first = pages(printed_as["report 4"])[0]
    assert first[1] == "东督办〔2018〕1号签发人：张三"


def test_a_letter_has_its_own_head_no_number_on_its_first_page_and_nothing_but_copies_at_its_end(
    printed_as: dict[str, Path],
) -> None:
    pdf = printed_as["marked letter"]
    first, annex = pages(pdf)
    assert first[:4] == ["东县督查工作办公室", "东督办〔2018〕1号", "秘密★1年", "特急"]
    assert first[-1] == "（此件不公开）"
    assert annex[-2:] == ["抄送：东县委、东县政府。", "—2—"]
    [page, *_] = words(pdf)
    organ, number = said(page, "东县督查工作办公室"), said(page, "号")
    assert (organ.top + organ.bottom) / 2 == pytest.approx(30 * MM + 18, abs=6)
    assert number.right == pytest.approx(RIGHT, abs=3)


def test_what_is_marked_secret_says_so_below_the_line_for_its_copy_number(printed_as: dict[str, Path]) -> None:
    first, *others = words(printed_as["marked"])
    secret, urgent = said(first, "秘密"), said(first, "特急")
    assert secret.left == pytest.approx(LEFT, abs=3)
    assert secret.top - TOP == pytest.approx(29, abs=9)  # the second line: the first is for 份号
    assert urgent.top - secret.top == pytest.approx(29, abs=2)
    assert "（此件不公开）" in [one.text for page in (first, *others) for one in page]


def test_nothing_is_marked_that_nobody_marked() -> None:
    first = Document(io.BytesIO(filled(shipped(CIRCULAR), CIRCULAR, sample(CIRCULAR)))).paragraphs[0]
    assert first.text == "东县督查工作办公室"


def test_a_document_ends_with_who_printed_it_and_when(printed_as: dict[str, Path]) -> None:
    copied, uncopied = (pages(printed_as[name])[-1] for name in ("circular", "uncopied"))
    assert copied[-3:-1] == ["抄送：县政府。", "县委办公室2018年10月8日印发"]
    assert uncopied[-2] == "县委办公室2018年10月8日印发"
    assert not any("抄送" in line for line in uncopied)


def test_a_long_name_of_an_organ_stays_within_the_page(printed_as: dict[str, Path]) -> None:
    for name in ("long", "long letter"):
        for page in words(printed_as[name]):
            assert all(one.left > 15 * MM and one.right < 195 * MM for one in page)


def test_no_signature_stands_on_a_page_without_text(printed_as: dict[str, Path]) -> None:
    for name in PRINTED:
        if name.startswith("report"):
            [signed] = [page for page in pages(printed_as[name]) if "2018年10月8日" in page]
            assert (name, signed[0].startswith("东县督查")) == (name, False)


def test_of_a_short_name_too_the_date_of_printing_stands_on_the_right(printed_as: dict[str, Path]) -> None:
    last = words(printed_as["marked"])[-1]
    date = [one for one in last if one.text.endswith("印发")]
    assert max(one.right for one in date) == pytest.approx(RIGHT - 14, abs=4)


def test_a_title_of_several_lines_has_lines_of_like_length(printed_as: dict[str, Path]) -> None:
    first, *_ = pages(printed_as["marked"])
    lines = first[first.index("东督办〔2018〕1号") + 1 :]
    title = lines[: next(at for at, line in enumerate(lines) if line.startswith("根据"))]
    assert len(title) == 2
    assert max(map(len, title)) - min(map(len, title)) <= 4


def test_headings_inside_a_text_are_set_as_headings_of_the_second_level() -> None:
    text = "（一）加强领导。各镇成立专班。\n（二）逐项整改\n（这里）不是标题。\n1.第一条"
    document = Document(io.BytesIO(filled(shipped(REPORT), REPORT, sample(REPORT, text=text))))
    kai = [run.text for one in document.paragraphs for run in one.runs if run.font.name == "楷体_GB2312"]
    assert kai == ["某签发人", *["（一）加强领导。", "（二）逐项整改"] * 4]
