"""Names in cells and the people they mean."""

import pytest

from adapters.importing import Decision, KnownPerson, Matched, Place, Value, match_person

HEAD = KnownPerson("1", "赵一", "甲镇人民政府", "镇长")
DEPUTY = KnownPerson("2", "钱二", "甲镇人民政府", "副镇长")
CLERK = KnownPerson("3", "孙三", "一村", "支书")
NAMESAKE = KnownPerson("4", "孙三", "二村", "会计")
PEOPLE = (HEAD, DEPUTY, CLERK, NAMESAKE)


def match(text: str, unit: str = "") -> Matched | Decision:
    return match_person(Value(text, Place("户内", "I8")), PEOPLE, unit)


@pytest.mark.parametrize("text", ["赵一", "赵 一", " 赵　一 ", "赵一（镇长）", "镇长赵一", "赵一镇长"])
def test_exactly_one_known_person_is_the_one(text: str) -> None:
    assert match(text) == Matched(HEAD)


def test_the_unit_of_the_row_tells_namesakes_apart() -> None:
    assert match("孙三", "一村") == Matched(CLERK)
    assert match("孙三", "二村村委会") == Matched(NAMESAKE)


def test_the_post_tells_namesakes_apart() -> None:
    assert match("孙三（会计）") == Matched(NAMESAKE)


@pytest.mark.parametrize(
    ("text", "unit", "candidates"),
    [
        ("", "", ()),
        ("**", "", ()),
        ("李四", "", ()),
        ("各村第一书记", "", ()),
        ("孙三", "", ("孙三（一村支书）", "孙三（二村会计）")),
        ("赵一、钱二", "", ("赵一（甲镇人民政府镇长）", "钱二（甲镇人民政府副镇长）")),
        ("赵一 钱二", "", ("赵一（甲镇人民政府镇长）", "钱二（甲镇人民政府副镇长）")),
        ("赵一等人", "", ("赵一（甲镇人民政府镇长）",)),
        ("赵一", "乙镇", ("赵一（甲镇人民政府镇长）",)),
        ("赵一同志", "", ("赵一（甲镇人民政府镇长）",)),
    ],
)
def test_anything_else_is_asked_about_and_never_guessed(text: str, unit: str, candidates: tuple[str, ...]) -> None:
    decision = match(text, unit)
    assert isinstance(decision, Decision)
    assert (decision.kind, decision.place.cell, decision.candidates) == ("person", "I8", candidates)
