"""Terms of office (起止日期) as lists of people print them: 2021.3-, 2021年3月至今, 2021.3-2022.5."""

import calendar
import re
from datetime import date

import msgspec

from adapters.importing.dates import FIRST_YEAR, LAST_YEAR, WrongDate
from adapters.importing.text import is_unknown, squeezed


class Term(msgspec.Struct, frozen=True):
    """From when until when; None where nothing is said. A month alone means its first, at the end its last day."""

    since: date | None = None
    until: date | None = None


_DAY = r"(?P<{name}y>\d{{4}})[年./-]?(?P<{name}m>\d{{1,2}})(?:[月./-](?P<{name}d>\d{{1,2}})[日号]?|月)?"
_TO = r"[-—–~～至到]"
_TERM = re.compile(
    rf"(?:{_DAY.format(name='a')})?(?:起|开始)?(?:{_TO}*(?:今|现在)?|{_TO}+(?:{_DAY.format(name='b')})止?)"
)
_END = re.compile(_DAY.format(name="b") + "止?")


def read_term(text: str, raw: object) -> Term | None:
    """A term in one column, or its beginning in a column of its own. None if it cannot be told. Raises WrongDate."""
    return _read(_TERM, text, raw)


def read_end_of_term(text: str, raw: object) -> Term | None:
    """The end of a term in a column of its own. None if it cannot be told. Raises WrongDate."""
    term = _read(_END, text, raw)
    return Term(until=term.since or term.until) if term else None


def joined(begin: Term, end: Term) -> Term:
    """A term of two columns. Raises WrongDate when it ends before it begins."""
    since, until = begin.since, end.until or begin.until
    if since and until and until < since:
        raise WrongDate("range_reversed")
    return Term(since, until)


def _read(pattern: re.Pattern[str], text: str, raw: object) -> Term | None:
    if isinstance(raw, date):
        return Term(since=date(raw.year, raw.month, raw.day))
    plain = squeezed(text)
    if is_unknown(plain) or plain in ("至今", "今"):
        return Term()
    found = pattern.fullmatch(plain)
    lost_a_nought = isinstance(raw, float) and plain.endswith(".1")  # the number 2021.1 may have been 2021.10
    if found is None or lost_a_nought:
        return None
    days = found.groupdict()
    term = joined(Term(since=_day(days, "a", last=False)), Term(until=_day(days, "b", last=True)))
    named = [day for day in (term.since, term.until) if day]
    return term if all(FIRST_YEAR <= day.year <= LAST_YEAR for day in named) else None


def _day(days: dict[str, str | None], group: str, *, last: bool) -> date | None:
    year, month, day = (days.get(f"{group}{part}") for part in "ymd")
    if year is None or month is None:
        return None
    try:
        first = date(int(year), int(month), int(day or 1))
    except ValueError as error:
        raise WrongDate("impossible_date") from error
    return first.replace(day=calendar.monthrange(first.year, first.month)[1]) if last and not day else first
