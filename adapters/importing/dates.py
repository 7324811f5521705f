"""Dates as offices write them (整改时限). What can be read in one way only is read; everything else is asked about.

Rules of the domain: `X日前` includes X; a range means its last day; 8月31日上午下班前 ends at 12:00 of that day; a date
without a time ends at 24:00. A year is never invented: without one in the text or the argument the date is asked about.
"""

import calendar
import math
import re
from datetime import date, datetime, time

import msgspec

from adapters.importing.text import halfwidth, is_unknown, squeezed

FIRST_YEAR, LAST_YEAR = 1990, 2099
MORNING_CLOSE = time(12)  # 上午下班


class Day(msgspec.Struct, frozen=True, tag="day"):
    """A last day; `time_of_day` (Asia/Shanghai) only where one was written."""

    on: date
    time_of_day: time | None = None


class Standing(msgspec.Struct, frozen=True, tag="standing"):
    """Words instead of a date: 立行立改 (at once) or 长期坚持 (kept up for good)."""

    kind: str  # IMMEDIATE | LONG_TERM


class Undated(msgspec.Struct, frozen=True, tag="undated"):
    """No date: empty, `**` or 未定; the item stays 未定."""


class Unclear(msgspec.Struct, frozen=True, tag="unclear"):
    """More than one reading, or none: a person decides, between the candidates if there are any."""

    why: str
    candidates: tuple[date, ...] = ()


ReadDate = Day | Standing | Undated | Unclear


class WrongDate(ValueError):
    """A date that cannot be meant. `code`: impossible_date, date_out_of_range or range_reversed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_IMMEDIATE = {"立行立改", "立整立改", "立知立改", "即知即改", "即行即改", "立即整改", "立即", "立改"}
_LONG_TERM = {
    "长期坚持",
    "长期",
    "长期整改",
    "长期推进",
    "持续坚持",
    "持续推进",
    "持续整改",
    "坚持长期",
    "常态化",
    "常态化推进",
}

_CHINESE_DIGITS = "〇一二三四五六七八九"
_CHINESE_NUMBER = re.compile(r"[〇○零一二三四五六七八九十]+")
_CHINESE_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_WEEKDAY = re.compile(r"\(?(?:星期|礼拜|周)([一二三四五六日天])\)?")
_WEEKDAYS = "一二三四五六日"

_BLANK_BEFORE_TIME = re.compile(r"(?<=\d)\s+(?=\d{1,2}[:时点])")
_LEAD = re.compile(
    r"^(?:于|在|应于|须于|限于|最迟|不迟于|力争|确保|务必|截止日期|截止到|截至到|截止至|截止|截至|至|到)+"
)
_DAY = r"(?:(?P<y{n}>\d{{4}})[年./-])?(?P<m{n}>\d{{1,2}})[月./-](?P<d{n}>\d{{1,2}})[日号]?"
_DAY_ONE, _DAY_TWO = _DAY.format(n=1), _DAY.format(n=2)
_SEPARATOR = r"[-—–~～至到]+"
_TIME = (
    r"(?P<part>上午|中午|下午|晚上|早上)?"
    r"(?:(?P<hour>\d{1,2})[:时点](?:(?P<minute>\d{1,2})(?P<second>:\d{2})?分?|(?P<half>半)|整)?)?(?P<close>下班)?"
)
_DONE = r"(?:全部|基本)?(?:按时)?(?:完成)?(?:整改)?(?:完成|到位|完毕|结束|办结|销号|上报|报送)?"
_TAIL = rf"{_TIME}(?:以前|之前|之内|以内|前|内|止)?{_DONE}[。;,]?"
_SINGLE = re.compile(rf"{_DAY_ONE}{_TAIL}")
_RANGE = re.compile(rf"(?:从|自)?{_DAY_ONE}(?:起|开始)?{_SEPARATOR}(?:{_DAY_TWO}|(?P<last>\d{{1,2}})[日号]){_TAIL}")
_DIGITS = re.compile(rf"(?P<y1>\d{{4}})(?P<m1>\d{{2}})(?P<d1>\d{{2}}){_TAIL}")
_MONTH_END = re.compile(r"(?:(?P<y1>\d{4})[年./-])?(?P<m1>\d{1,2})月份?(?:底|末)(?:以前|之前|前)?" + _DONE + "[。;,]?")
_PART_OF_MONTH = re.compile(
    r"(?:(?P<y1>\d{4})[年./-])?(?P<m1>\d{1,2})月份?(?P<part>上旬|中旬|下旬|初|中)?(?:以前|之前|前)?" + _DONE
)
_YEAR_END = re.compile(r"(?P<y1>\d{4})?年(?:底|末|内)(?:以前|之前|前)?" + _DONE)
_SHORT_YEAR = re.compile(r"(?P<y1>\d{2})[年./-](?P<m1>\d{1,2})[月./-](?P<d1>\d{1,2})[日号]?" + _TAIL)
_RELATIVE = re.compile(r"\d+个?(?:工作日|天|日|周|月|年|小时)(?:以内|之内|内)")


def read_date(text: str, year: int | None) -> ReadDate:
    """Read a due date; `year` serves dates that name none. Raises WrongDate for a day that cannot be meant."""
    plain = squeezed(_BLANK_BEFORE_TIME.sub("日", halfwidth(text)))
    if is_unknown(plain):
        return Undated()
    words = plain.strip("。;,.()、")
    if words in _IMMEDIATE:
        return Standing("IMMEDIATE")
    if words in _LONG_TERM:
        return Standing("LONG_TERM")
    weekday = _WEEKDAY.search(plain)
    written = _LEAD.sub("", _arabic(_WEEKDAY.sub("", plain)))
    reading = _read_day(written, year)
    if weekday and isinstance(reading, Day) and _WEEKDAYS[reading.on.weekday()] != weekday[1].replace("天", "日"):
        return Unclear("星期与日期不符", (reading.on,))
    return reading


def read_date_cell(value: object, year: int | None) -> ReadDate:
    """Read a due date from a cell's value: an Excel date, a text, or a number (asked about unless one day fits)."""
    if isinstance(value, datetime):
        moment = value.time().replace(second=0, microsecond=0)
        return Day(_in_range(value.date()), None if moment == time(0) else moment)
    if isinstance(value, date):
        return Day(_in_range(value))
    if isinstance(value, bool):
        return Unclear("不是日期")
    if isinstance(value, int | float):
        return _read_number(value, year)
    return read_date(str(value), year)


def _read_day(written: str, year: int | None) -> ReadDate:
    if found := _SINGLE.fullmatch(written) or _DIGITS.fullmatch(written):
        return _with_time(_day(found, 1, year), found)
    if found := _RANGE.fullmatch(written):
        return _with_time(_last_of_range(found, year), found)
    if found := _MONTH_END.fullmatch(written):
        return _month_end(found, year)
    return _unclear(written, year)


def _day(found: re.Match[str], which: int, year: int | None) -> date | None:
    """The day of one group of a match, None when no year is known."""
    named = found[f"y{which}"]
    month, day = int(found[f"m{which}"]), int(found[f"d{which}"])
    if not named and year is None:
        _date(2000, month, day)  # a leap year: 2月30日 is refused even when the year is not known
        return None
    return _date(int(named or year or 0), month, day)


def _last_of_range(found: re.Match[str], year: int | None) -> date | None:
    """The last day of a range; what it does not name it takes from the first, and it may run into the next year."""
    if found["y2"] and not found["y1"]:
        return _day(found, 2, year)
    first = _day(found, 1, year)
    if first is None:
        return None
    last = _date(first.year, first.month, int(found["last"])) if found["last"] else _day(found, 2, first.year)
    if last is not None and last < first and not found["y2"] and not found["last"]:
        last = _day(found, 2, first.year + 1)
    if last is not None and last < first:
        raise WrongDate("range_reversed")
    return last


def _with_time(on: date | None, found: re.Match[str]) -> ReadDate:
    if on is None:
        return Unclear("没有写年份")
    part, close, hour = found["part"], found["close"], found["hour"]
    if hour is None:
        if part in ("上午", "早上"):
            return Day(on, MORNING_CLOSE)
        if part == "中午":
            return Day(on, time(12))
        return Day(on)  # 下午下班前, 下班前: the rules know no afternoon close, the day ends at 24:00
    clock = int(hour) + (12 if part in ("下午", "晚上") and int(hour) < 12 else 0)
    minute = 30 if found["half"] else int(found["minute"] or 0)
    midnight = (clock, minute) == (24, 0) or (found["second"] and (clock, minute) == (0, 0))
    if midnight:
        return Day(on)
    if close or clock > 23 or minute > 59 or (clock, minute) == (0, 0):
        return Unclear("时刻看不明白", (on,))
    return Day(on, time(clock, minute))


def _month_end(found: re.Match[str], year: int | None) -> ReadDate:
    month = int(found["m1"])
    named = int(found["y1"]) if found["y1"] else year
    if named is None:
        return Unclear("没有写年份")
    return Day(_last_of_month(named, month))


def _unclear(written: str, year: int | None) -> Unclear:
    if found := _SHORT_YEAR.fullmatch(written):
        return Unclear("年份只有两位", _candidates([(2000 + int(found["y1"]), int(found["m1"]), int(found["d1"]))]))
    if _RELATIVE.search(written):
        return Unclear("是期限的天数，不是日期")
    if found := _YEAR_END.fullmatch(written):
        named = int(found["y1"]) if found["y1"] else year
        return Unclear("只写到年", _candidates([(named, 12, 31)]) if named else ())
    if (found := _PART_OF_MONTH.fullmatch(written)) and 1 <= int(found["m1"]) <= 12:
        named = int(found["y1"]) if found["y1"] else year
        return Unclear("没有写到日", _days_in_part(named, int(found["m1"]), found["part"]) if named else ())
    return Unclear("看不懂的日期")


def _days_in_part(year: int, month: int, part: str | None) -> tuple[date, ...]:
    last = _last_of_month(year, month)
    day = {"上旬": 10, "初": 10, "中旬": 20, "中": 15}.get(part or "", last.day)
    return (last.replace(day=day),)


def _read_number(number: float, year: int | None) -> ReadDate:
    """A number cell: 8.2 is 8月2日 or 8月20日, for Excel drops the nought; 8.19 can only be 8月19日."""
    if not math.isfinite(number):
        return Unclear("是数字，不是日期")
    if number == int(number) and 19_900_101 <= number <= 20_991_231:
        return read_date(str(int(number)), year)
    if number == int(number) and 32_874 <= number <= 73_050:  # 1990-01-01 to 2099-12-31 as Excel counts days
        return Unclear("数字可能是日期序号", (date.fromordinal(date(1899, 12, 30).toordinal() + int(number)),))
    month, _, day = f"{number:.10g}".partition(".")
    if not day.isdecimal() or len(day) > 2 or not month.isdecimal() or year is None:
        return Unclear("是数字，不是日期")
    days = {int(day), int(day) * 10} if len(day) == 1 else {int(day)}
    candidates = _candidates([(year, int(month), each) for each in sorted(days)])
    return Day(candidates[0]) if len(candidates) == 1 else Unclear("数字有两种读法", candidates)


def _candidates(dates: list[tuple[int, int, int]]) -> tuple[date, ...]:
    found = []
    for year, month, day in dates:
        try:
            found.append(_date(year, month, day))
        except WrongDate:
            continue
    return tuple(found)


def _date(year: int, month: int, day: int) -> date:
    try:
        on = date(year, month, day)
    except ValueError as error:
        raise WrongDate("impossible_date") from error
    return _in_range(on)


def _last_of_month(year: int, month: int) -> date:
    first = _date(year, month, 1)
    return first.replace(day=calendar.monthrange(year, month)[1])


def _in_range(on: date) -> date:
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise WrongDate("date_out_of_range")
    return on


def _arabic(text: str) -> str:
    """Chinese numerals as digits: 二〇二二年八月十九日 -> 2022年8月19日."""
    return _CHINESE_NUMBER.sub(_number_in_digits, text)


def _number_in_digits(found: re.Match[str]) -> str:
    numeral = found[0].replace("○", "〇").replace("零", "〇")
    if "十" not in numeral:
        return "".join(str(_CHINESE_DIGITS.index(character)) for character in numeral)
    tens = _CHINESE_TENS.fullmatch(numeral)
    if tens is None:
        return found[0]
    return str(_CHINESE_DIGITS.index(tens[1] or "一") * 10 + _CHINESE_DIGITS.index(tens[2] or "〇"))
