"""Text files in the encodings that offices use."""

import pytest

from adapters.importing.refusals import ImportRefused
from adapters.importing.text import decode, is_unknown, lines_of, squeezed, tidy

TEXT = "二、反馈问题及整改措施\r\n1.基础工作有待进一步加强。\r\n责 任 人:赵一\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_text_is_read_in_every_encoding_that_offices_use(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)).lstrip("\ufeff") == TEXT


def test_rare_characters_of_names_survive_in_gb18030() -> None:
    text = TEXT + "责任领导:赵㐂、钱䶮、孙𠮷\n"
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TEXT.encode("big5", errors="replace") * 3, "unknown_encoding"),
        ("報告書の内容について、担当者が確認する。".encode("shift-jis") * 5, "unknown_encoding"),
        (TEXT.encode()[:-10] + b"\xe4\xbb", "damaged_text"),
        (TEXT.encode("utf-16")[:-1], "damaged_text"),
        (b"abc\0def", "nul_bytes"),
        ("整改\x07措施".encode(), "binary_text"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        decode(data)
    assert refusal.value.code == code


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(ImportRefused, match="第2行"):
        decode("第一行\n第\x02二行".encode())


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    lines = lines_of("一\r\n二\r三\n\n五")
    assert [(line.place.line, line.text) for line in lines] == [(1, "一"), (2, "二"), (3, "三"), (4, ""), (5, "五")]


def test_blanks_full_width_and_invisible_characters_do_not_matter_in_comparing() -> None:
    assert squeezed(" 责　任 人：\u200b１２ ") == "责任人:12"
    assert tidy("　甲镇 \n\n 一村\u200b ") == "甲镇\n一村"


@pytest.mark.parametrize("text", ["", "**", "＊＊", "xx", "××", "/", "—", "未定", "  "])
def test_signs_for_not_known(text: str) -> None:
    assert is_unknown(text)


def test_a_name_with_stars_is_not_unknown() -> None:
    assert not is_unknown("赵**")
