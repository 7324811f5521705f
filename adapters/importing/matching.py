"""Matching a name as written in a cell (责任领导, 责任人) to a known person. One match or a question, never a guess."""

import re
from collections.abc import Sequence

import msgspec

from adapters.importing.findings import Decision, Value
from adapters.importing.text import halfwidth, is_unknown, squeezed


class KnownPerson(msgspec.Struct, frozen=True):
    """A person as the system knows them; `id` is what a match gives back."""

    id: str
    name: str
    unit: str
    post: str


class Matched(msgspec.Struct, frozen=True):
    """The one person meant."""

    person: KnownPerson


_SEPARATORS = re.compile(r"[、,;/和及]|\n")
_WITH_POST = re.compile(r"(?P<name>[^()]+)\((?P<post>[^()]+)\)")
_GROUP = re.compile(r"各|全体|所有|等|有关|相关")


def match_person(written: Value, people: Sequence[KnownPerson], unit: str = "") -> Matched | Decision:
    """Who is meant by a cell's text, in a row of this unit (责任单位; empty when the row names none).

    Matched when exactly one known person bears the name and, if the row names a unit, belongs to it. Otherwise a
    Decision of kind "person": unknown (`**`), a group (各村第一书记), several names, no match, or two and more.
    """
    text = squeezed(written.text)
    if is_unknown(text):
        return _decision(written, "没有写明是谁", ())
    named = _named(text, people)
    if not named:
        several = _GROUP.search(text) or len(_several(written.text)) > 1
        inside = [person for person in people if squeezed(person.name) in text]
        return _decision(written, "不止一人，由谁负责？" if several else "名单里没有这个人", inside)
    here = [person for person in named if _same_unit(person.unit, unit)] if squeezed(unit) else named
    if len({person.id for person in here}) == 1:  # somebody with two posts is one person
        return Matched(here[0])
    if here:
        return _decision(written, "有同名的人，是哪一位？", here)
    return _decision(written, "这个单位没有这个人，是否指别的单位的人？", named)


def _named(text: str, people: Sequence[KnownPerson]) -> list[KnownPerson]:
    """The people whose name the text is, also with their post before or after it or in brackets."""
    with_post = _WITH_POST.fullmatch(text)
    name, post = (with_post["name"], with_post["post"]) if with_post else (text, "")
    by_name = [person for person in people if squeezed(person.name) == name]
    if by_name and post:
        return [person for person in by_name if squeezed(person.post) == post] or by_name
    if by_name:
        return by_name
    return [person for person in people if person.post and text in _with_post(person)]


def _with_post(person: KnownPerson) -> tuple[str, str]:
    name, post = squeezed(person.name), squeezed(person.post)
    return post + name, name + post


def _several(written: str) -> list[str]:
    parts = _SEPARATORS.split(halfwidth(written))
    if len(parts) == 1 and all(len(part) > 1 for part in parts[0].split()):
        parts = parts[0].split()  # 赵一 钱二 are two names, 赵 一 is one
    return [part for part in parts if part.strip()]


def _same_unit(one: str, other: str) -> bool:
    """Units are written short and long: 甲镇 is 甲镇人民政府."""
    one, other = squeezed(one), squeezed(other)
    return bool(one) and (one in other or other in one)


def _decision(written: Value, question: str, candidates: Sequence[KnownPerson]) -> Decision:
    names = tuple(dict.fromkeys(f"{person.name}（{person.unit}{person.post}）" for person in candidates))
    return Decision("person", written.place, written.text, question, names)
