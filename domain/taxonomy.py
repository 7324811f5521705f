"""问题类型: what a campaign looks at, level by level, and by whom; what to look for; how it compares between places.

Labels are those that the source document prints. A problem has one category in its campaign; the themes of a category
say what it is elsewhere, and there may be several. Source: domain reference, section 12.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from domain.organisation import UnitKind
from domain.timetable import Per


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A subject that the taxonomies of several places share (通用分类), so that they can be compared."""

    code: str
    label: str


class CheckItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to look for in a category (看什么); an item without an answer is a gap (R001-41)."""

    code: str
    text: str
    document: str = ""
    """The paper that shows it (会议记录, 台账); ``per`` where a new one is wanted again and again."""
    per: Per | None = None
    sensitive: bool = False
    """Answers are health, finance or under-age data: role and purpose are asked for (domain reference, section 14)."""
    threshold: str = ""
    """The code of the threshold by which it is judged."""
    standard: str = ""
    """The code of the standard that it is held against (R004-02)."""
    methods: tuple[str, ...] = ()
    """Codes of the methods by which it is looked at; none: any."""
    each: UnitKind | None = None
    """It is answered once for every unit of this kind, with a finding or 无 (R000-05)."""


class Dimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading above categories (重点任务, 大类): printed, but no problem is registered under it."""

    code: str
    label: str
    number: str = ""
    watch_for: tuple[str, ...] = ()
    """Early signs that are looked for in all of it (苗头倾向性问题, R001-04)."""


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A category of problems (问题类型): a row of the summary. ``group`` is the label printed above its own."""

    code: str
    label: str
    printed: str = ""
    """The label in full, where a table prints more than the short one; it is an alias as well."""
    aliases: tuple[str, ...] = ()
    group: str = ""
    parent: str = ""
    """The dimension, or the wider category, that it belongs to."""
    number: str = ""
    """As the document prints it; empty where it prints none (R003-33)."""
    lead: tuple[str, ...] = ()
    """牵头单位: checks this category for its own system (R001-17)."""
    responsible: tuple[str, ...] = ()
    """责任单位."""
    content: str = ""
    """督查内容, where a table prints it."""
    form: str = ""
    """督查形式, where a table prints it."""
    items: tuple[CheckItem, ...] = ()
    kept_up_days: int | None = None
    """Its ledger is no longer kept up when nothing was recorded for more days (R001-18)."""
    themes: tuple[str, ...] = ()
    container: bool = False
    """A composite: a problem of it from which others were derived does not count beside them in the summary (L3)."""


class ProblemSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where problems come from (问题来源): an assessment, a covert visit of the media, petitions (R000-04, R001-56)."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    look_back: bool = False
    """Each problem from it was found before: it is looked back at, whether it is put right for good (R002-25)."""


class Tag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value of a mark. ``paper`` is asked for wherever a problem is so marked (事先分析评估, R001-63)."""

    code: str
    label: str
    paper: str = ""


class TagGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mark set beside the category (标记): 存量或变量, the topic of an inspection.

    ``categories`` are codes or their beginnings ("SEC."); none: wherever it fits.
    """

    code: str
    label: str
    tags: tuple[Tag, ...]
    categories: tuple[str, ...] = ()


def completed(dimensions: Iterable[Dimension], taxonomy: Iterable[Category]) -> tuple[Category, ...]:
    """The taxonomy in which each category knows the label above its own, and its label in full as an alias."""
    taxonomy = tuple(taxonomy)
    above = {one.code: one.label for one in dimensions} | {wide.code: wide.label for wide in taxonomy}
    return tuple(
        msgspec.structs.replace(
            category,
            group=category.group or above.get(category.parent, ""),
            aliases=tuple(dict.fromkeys((*category.aliases, *([category.printed] if category.printed else [])))),
        )
        for category in taxonomy
    )
