"""Dates as offices write them: read in one way, asked about, or refused."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.importing.dates import Day, Standing, Unclear, Undated, WrongDate, read_date, read_date_cell

THIS_YEAR = 2022
_CHINESE = "〇一二三四五六七八九"


def _chinese_year(year: int) -> str:
    return "".join(_CHINESE[int(digit)] for digit in str(year))


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    leading = "" if tens == 0 else "十" if tens == 1 else f"{_CHINESE[tens]}十"
    return leading + (_CHINESE[ones] if ones else "")


def _fullwidth(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


WITH_YEAR: dict[str, Callable[[date], str]] = {
    "2022年8月19日": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "2022年08月19号": lambda d: f"{d.year}年{d.month:02}月{d.day:02}号",
    "2022/8/19": lambda d: f"{d.year}/{d.month}/{d.day}",
    "2022-8-19": lambda d: f"{d.year}-{d.month}-{d.day}",
    "2022.8.19": lambda d: f"{d.year}.{d.month}.{d.day}",
    "20220819": lambda d: f"{d:%Y%m%d}",
    "2022-08-19 00:00:00": lambda d: f"{d.isoformat()} 00:00:00",
    "full width": lambda d: _fullwidth(f"{d.year}/{d.month}/{d.day}"),
    "with blanks": lambda d: f" {d.year} 年 {d.month} 月　{d.day} 日 ",
    "in Chinese": lambda d: f"{_chinese_year(d.year)}年{_chinese(d.month)}月{_chinese(d.day)}日",
    "前": lambda d: f"{d.year}年{d.month}月{d.day}日前",
    "前完成": lambda d: f"于{d.year}年{d.month}月{d.day}日前完成整改。",
    "截止": lambda d: f"截至{d.year}年{d.month}月{d.day}日",
    "range": lambda d: f"2000年1月1日-{d.year}年{d.month}月{d.day}日",
    "with weekday": lambda d: f"{d.year}年{d.month}月{d.day}日（星期{'一二三四五六日'[d.weekday()]}）",
}
WITHOUT_YEAR: dict[str, Callable[[date], str]] = {
    "8月19日": lambda d: f"{d.month}月{d.day}日",
    "8.19": lambda d: f"{d.month}.{d.day}",
    "8/19": lambda d: f"{d.month}/{d.day}",
    "8-19": lambda d: f"{d.month}-{d.day}",
    "8月19日之前": lambda d: f"{d.month}月{d.day}日之前",
    "八月十九日": lambda d: f"{_chinese(d.month)}月{_chinese(d.day)}日",
    "range": lambda d: f"1月1日—{d.month}月{d.day}日",
}
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("spelling", WITH_YEAR)
@given(day=DAYS)
def test_any_day_in_any_spelling_with_a_year_is_read_back(spelling: str, day: date) -> None:
    assert read_date(WITH_YEAR[spelling](day), None) == Day(day)


@pytest.mark.parametrize("spelling", WITHOUT_YEAR)
@given(day=DAYS)
def test_any_day_without_a_year_takes_the_year_of_the_argument(spelling: str, day: date) -> None:
    assert read_date(WITHOUT_YEAR[spelling](day), day.year) == Day(day)


@pytest.mark.parametrize("spelling", WITHOUT_YEAR)
def test_a_day_without_any_year_is_asked_about(spelling: str) -> None:
    assert read_date(WITHOUT_YEAR[spelling](date(2022, 8, 19)), None) == Unclear("没有写年份")


@given(day=DAYS)
def test_an_excel_date_is_read_back(day: date) -> None:
    assert read_date_cell(day, None) == Day(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8月底前", date(2022, 8, 31)),
        ("2月底", date(2022, 2, 28)),
        ("2024年2月末", date(2024, 2, 29)),
        ("8月9日-8月19日", date(2022, 8, 19)),
        ("8月9日至19日", date(2022, 8, 19)),
        ("2022年8月9日～8月19日", date(2022, 8, 19)),
        ("2022.8.9—2022.8.19", date(2022, 8, 19)),
        ("2022-8-9-2022-8-19", date(2022, 8, 19)),
        ("8.9-8.19", date(2022, 8, 19)),
        ("12月20日-1月10日", date(2023, 1, 10)),
        ("８月３１日前", date(2022, 8, 31)),
        ("8月19日前整改到位", date(2022, 8, 19)),
        ("8月31日下班前", date(2022, 8, 31)),
    ],
)
def test_spellings_of_a_last_day(text: str, day: date) -> None:
    assert read_date(text, THIS_YEAR) == Day(day)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("8月31日上午下班前", time(12)),
        ("8月31日上午", time(12)),
        ("8月31日中午12点前", time(12)),
        ("8月31日17:30前", time(17, 30)),
        ("2022-8-31 17:30", time(17, 30)),
        ("8月31日下午5点半前", time(17, 30)),
        ("8月31日18时前", time(18)),
    ],
)
def test_a_time_of_day_is_kept(text: str, at: time) -> None:
    assert read_date(text, THIS_YEAR) == Day(date(2022, 8, 31), at)


def test_an_excel_date_with_a_time_keeps_it() -> None:
    assert read_date_cell(datetime(2022, 8, 31, 12, 0), None) == Day(date(2022, 8, 31), time(12))  # noqa: DTZ001
    assert read_date_cell(datetime(2022, 8, 31), None) == Day(date(2022, 8, 31))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["立行立改", "立即整改", " 立 整 立 改 。"])
def test_at_once_instead_of_a_date(text: str) -> None:
    assert read_date(text, THIS_YEAR) == Standing("IMMEDIATE")


@pytest.mark.parametrize("text", ["长期坚持", "长期", "持续坚持"])
def test_kept_up_for_good_instead_of_a_date(text: str) -> None:
    assert read_date(text, THIS_YEAR) == Standing("LONG_TERM")


@pytest.mark.parametrize("text", ["", "**", "＊＊", "/", "——", "未定", "xx"])
def test_no_date_at_all_stays_undecided(text: str) -> None:
    assert read_date(text, THIS_YEAR) == Undated()


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("8月中旬", (date(2022, 8, 20),)),
        ("8月上旬前", (date(2022, 8, 10),)),
        ("8月", (date(2022, 8, 31),)),
        ("2022年底前", (date(2022, 12, 31),)),
        ("22年8月19日", (date(2022, 8, 19),)),
        ("15个工作日内", ()),
        ("收到通知后三日内", ()),
        ("2022年8月19日前完成并长期坚持", ()),
        ("尽快", ()),
        ("8月19日(星期一)", (date(2022, 8, 19),)),
        ("8月19日0点", (date(2022, 8, 19),)),
    ],
)
def test_what_has_no_one_reading_is_asked_about(text: str, candidates: tuple[date, ...]) -> None:
    reading = read_date(text, THIS_YEAR)
    assert isinstance(reading, Unclear)
    assert reading.candidates == candidates


@pytest.mark.parametrize(
    ("number", "candidates"),
    [
        (8.2, (date(2022, 8, 2), date(2022, 8, 20))),
        (8.1, (date(2022, 8, 1), date(2022, 8, 10))),
        (8.0, ()),
        (44792.0, (date(2022, 8, 19),)),
        (float("nan"), ()),
        (1e300, ()),
        (-8.2, ()),
    ],
)
def test_a_number_with_two_readings_is_asked_about(number: float, candidates: tuple[date, ...]) -> None:
    reading = read_date_cell(number, THIS_YEAR)
    assert isinstance(reading, Unclear)
    assert reading.candidates == candidates


@pytest.mark.parametrize(
    ("number", "day"),
    [(8.19, date(2022, 8, 19)), (8.4, date(2022, 8, 4)), (2.3, date(2022, 2, 3)), (20220819.0, date(2022, 8, 19))],
)
def test_a_number_with_one_reading_is_that_day(number: float, day: date) -> None:
    assert read_date_cell(number, THIS_YEAR) == Day(day)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2月30日", "impossible_date"),
        ("2022年2月29日", "impossible_date"),
        ("13月1日", "impossible_date"),
        ("8月32日", "impossible_date"),
        ("1989年12月31日", "date_out_of_range"),
        ("2202年8月19日", "date_out_of_range"),
        ("2022年8月19日-2022年8月9日", "range_reversed"),
        ("8月19日-9日", "range_reversed"),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused(text: str, code: str) -> None:
    with pytest.raises(WrongDate) as refusal:
        read_date(text, THIS_YEAR)
    assert refusal.value.code == code


_PIECES = st.text(alphabet="0123456789年月日号前底旬上中下午-—至到./ 一二十〇点时班立改*（）", max_size=20)


@given(text=_PIECES, year=st.none() | st.integers(1990, 2099))
def test_no_text_is_anything_but_read_asked_about_or_refused(text: str, year: int | None) -> None:
    with suppress(WrongDate):
        assert isinstance(read_date(text, year), Day | Standing | Undated | Unclear)
