"""规则包核对: whether a pack fits together: what it names exists, and stands once; what has an order is in it.

Each check says which parts of the pack it reads, so that a part that could not be read raises no further faults.
Source: domain reference, sections 3, 5, 7, 8 and 12.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

import msgspec

from domain.household_file.rules import PART_NAMES, Keeper, PaperKind, PaperPart
from domain.monitoring_case.procedure import PROFILES
from domain.organisation import PLACES, UNIT_KIND_NAMES, UnitKind
from domain.pack import Pack
from domain.papers import LetterKind
from domain.policy import LEVEL_NAMES, Level, LookBackRule, Period
from domain.standards import COUNTABLE
from domain.taxonomy import CheckItem, Theme
from domain.thresholds import Relation, Threshold, Verdict

Path = tuple[str | int, ...]

ALWAYS_SAMPLED = ("TOWN", "VILLAGE", "HOUSEHOLD")
"""What any sample may count without naming it as a class."""


class Unsound(msgspec.Struct, frozen=True):
    """One thing that does not fit. ``found`` is the word that is not among the ``known``, where that is the matter."""

    path: Path
    message: str
    found: str = ""
    known: tuple[str, ...] = ()


Faults = Iterator[Unsound]


def unsound(pack: Pack, themes: Iterable[Theme], unread: frozenset[str] = frozenset()) -> Faults:
    """Everything that does not fit; without the checks that would need a part that is ``unread`` (policy.periods)."""
    if not touched("taxonomy", unread):
        yield from unknown_themes(pack, tuple(theme.code for theme in themes))
    for part, what, keys in ONCE:
        if not touched(part, unread):
            yield from doubled(what, (((part, at), key) for at, key in enumerate(keys(pack))))
    for needs, check in CHECKS:
        if not any(touched(part, unread) for part in needs):
            yield from check(pack)


def touched(part: str, unread: frozenset[str]) -> bool:
    """Whether the part, or what it is in, or something in it, is unread."""
    return any(f"{part}.".startswith(f"{other}.") or f"{other}.".startswith(f"{part}.") for other in unread if other)


def unsound_identity(pack: Pack) -> Faults:
    """The id is a folder's name, the prefix begins every 问题编号 (XX2022-甲镇-0017)."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", pack.id):
        yield Unsound(("id",), f"“{pack.id}”应由小写字母、数字和下划线组成，以字母开头，如 xiaoxian_2022")
    if not re.fullmatch(r"[A-Z]{1,8}", pack.number_prefix):
        yield Unsound(("number_prefix",), f"“{pack.number_prefix}”应是 1 至 8 个大写字母，如 XX")
    if not 2000 <= pack.year <= 2100:
        yield Unsound(("year",), f"“{pack.year}”不是年度，应是四位数的年份")


# --- each thing once -----------------------------------------------------------------------------------------------


def doubled(what: str, keys: Iterable[tuple[Path, str]]) -> Faults:
    """Keys that stand a second time."""
    seen: set[str] = set()
    for path, key in keys:
        if key in seen:
            yield Unsound(path, f"{what}“{key}”重复了")
        seen.add(key)


def doubled_codes(pack: Pack) -> Faults:
    above = [(("dimensions", at, "code"), dimension.code) for at, dimension in enumerate(pack.dimensions)]
    leaves = [(("taxonomy", at, "code"), category.code) for at, category in enumerate(pack.taxonomy)]
    yield from doubled("问题类型代码", [*above, *leaves])
    yield from doubled("检查项代码", (((*path, "code"), item.code) for path, item in check_items(pack)))


def doubled_names(pack: Pack) -> Faults:
    """A name that two categories have would be read as neither."""
    owners: dict[str, str] = {}
    for at, category in enumerate(pack.taxonomy):
        for name in (category.label, *category.aliases):
            owner = owners.setdefault(name, category.code)
            if owner != category.code:
                yield Unsound(("taxonomy", at), f"名称“{name}”已是 {owner} 的名称，{category.code} 不能再用")


# --- the taxonomy --------------------------------------------------------------------------------------------------


def check_items(pack: Pack) -> Iterator[tuple[Path, CheckItem]]:
    for at, category in enumerate(pack.taxonomy):
        for number, item in enumerate(category.items):
            yield ("taxonomy", at, "items", number), item


def missing(path: Path, what: str, names: Iterable[str], known: tuple[str, ...]) -> Faults:
    """Names that are not among the known ones."""
    for at, name in enumerate(names):
        if name not in known:
            yield Unsound((*path, at), f"没有“{name}”这个{what}", name, known)


def unknown_themes(pack: Pack, themes: tuple[str, ...]) -> Faults:
    for at, category in enumerate(pack.taxonomy):
        yield from missing(("taxonomy", at, "themes"), "通用分类", category.themes, themes)


def empty_taxonomy(pack: Pack) -> Faults:
    if not pack.taxonomy:
        yield Unsound(("taxonomy",), "至少要有一个问题类型")


def unknown_parents(pack: Pack) -> Faults:
    parents = {category.code: category.parent for category in pack.taxonomy}
    known = (*(above.code for above in pack.dimensions), *parents)
    for at, category in enumerate(pack.taxonomy):
        if category.parent and category.parent not in known:
            path = ("taxonomy", at, "parent")
            yield Unsound(path, f"没有“{category.parent}”这个上级分类", category.parent, known)
        elif in_a_circle(category.code, parents):
            yield Unsound(("taxonomy", at, "parent"), f"{category.code} 的上级分类绕成了圈")


def in_a_circle(code: str, parents: dict[str, str]) -> bool:
    above, steps = parents.get(code, ""), 0
    while above and above != code and steps <= len(parents):
        above, steps = parents.get(above, ""), steps + 1
    return above == code


def unknown_units(pack: Pack) -> Faults:
    """Lead and responsible units are among those named, where units are named at all."""
    known = tuple(name for unit in pack.units for name in (unit.name, *unit.aliases))
    if not known:
        return
    for at, category in enumerate(pack.taxonomy):
        yield from missing(("taxonomy", at, "lead"), "单位", category.lead, known)
        yield from missing(("taxonomy", at, "responsible"), "单位", category.responsible, known)


def unknown_methods(pack: Pack) -> Faults:
    known = tuple(method.code for method in pack.methods)
    for path, item in check_items(pack):
        yield from missing((*path, "methods"), "督查方式", item.methods, known)


def unknown_thresholds(pack: Pack) -> Faults:
    known = tuple(threshold.code for threshold in pack.thresholds)
    for path, item in check_items(pack):
        if item.threshold and item.threshold not in known:
            yield Unsound((*path, "threshold"), f"没有“{item.threshold}”这个量化标准", item.threshold, known)


def unwatched_ledgers(pack: Pack) -> Faults:
    for at, category in enumerate(pack.taxonomy):
        if category.kept_up_days is not None and category.kept_up_days < 1:
            yield Unsound(("taxonomy", at, "kept_up_days"), f"应至少为 1 天，现在是 {category.kept_up_days}")


def unknown_standards(pack: Pack) -> Faults:
    known = tuple(standard.code for standard in pack.standards)
    for path, item in check_items(pack):
        if item.standard and item.standard not in known:
            yield Unsound((*path, "standard"), f"没有“{item.standard}”这个对照标准", item.standard, known)


def unknown_categories(pack: Pack) -> Faults:
    """Categories that other parts of the pack name."""
    known = tuple(category.code for category in pack.taxonomy)
    named = (
        *((("item_dates", at, "category"), one.category) for at, one in enumerate(pack.item_dates)),
        *((("thresholds", at, "category"), one.category) for at, one in enumerate(pack.thresholds)),
        *((("screening", "sweeps", at, "category"), one.category) for at, one in enumerate(pack.screening.sweeps)),
    )
    for path, code in named:
        if code and code not in known:
            yield Unsound(path, f"没有“{code}”这个问题类型", code, known)


def idle_beginnings(pack: Pack) -> Faults:
    """Beginnings of codes ("SEC.") that no category has."""
    codes = tuple(category.code for category in pack.taxonomy)
    beginnings: list[tuple[Path, str]] = [
        (("tags", at, "categories", n), code)
        for at, tag in enumerate(pack.tags)
        for n, code in enumerate(tag.categories)
    ]
    always = pack.policy.look_back.always_categories
    if always != LookBackRule().always_categories:
        beginnings += [(("policy", "look_back", "always_categories", n), code) for n, code in enumerate(always)]
    for path, beginning in beginnings:
        if not any(code.startswith(beginning) for code in codes):
            yield Unsound(path, f"没有以“{beginning}”开头的问题类型代码", beginning, codes)


# --- time ----------------------------------------------------------------------------------------------------------


def phases_out_of_order(pack: Pack) -> Faults:
    issued_on = pack.basis.issued_on if pack.basis else None
    latest = date.min
    for at, phase in enumerate(pack.phases):
        if phase.first and phase.last and phase.last < phase.first:
            yield Unsound(("phases", at, "last"), f"最后一天 {phase.last} 早于第一天 {phase.first}")
        if phase.last_time and not phase.last:
            yield Unsound(("phases", at, "last_time"), "写了几点前，却没有写最后一天（last）")
        if issued_on and phase.last and phase.last < issued_on and not phase.may_be_past:
            message = f"最后一天 {phase.last} 早于印发日期 {issued_on}；确是如此的请写 may_be_past: true"
            yield Unsound(("phases", at, "last"), message)
        begins = phase.first or phase.last or latest
        if begins < latest:
            yield Unsound(("phases", at), f"“{phase.name}”比前一阶段开始得早，请按先后排列")
        latest = max(latest, begins)


def unknown_reports(pack: Pack) -> Faults:
    known = tuple(report.code for report in pack.reports)
    for at, phase in enumerate(pack.phases):
        yield from missing(("phases", at, "reports"), "报告", phase.reports, known)


def days_of_the_month(pack: Pack) -> Faults:
    days = (
        *((("duties", at, "due_day"), duty.due_day) for at, duty in enumerate(pack.duties)),
        *((("reports", at, "due_day"), report.due_day) for at, report in enumerate(pack.reports)),
    )
    for path, day in days:
        if day is not None and not 1 <= day <= 31:
            yield Unsound(path, f"“{day}”不是每月的哪一日，应在 1 至 31 之间")
    for at, duty in enumerate(pack.duties):
        if duty.due_day is not None and duty.due_last_working_day:
            yield Unsound(("duties", at), "due_day 和 due_last_working_day 只写一个")


# --- the policy ----------------------------------------------------------------------------------------------------


def unsound_layers(pack: Pack) -> Faults:
    layers = pack.policy.layers
    if not layers:
        yield Unsound(("policy", "layers"), "至少要有一层复核")
    for at, layer in enumerate(layers):
        if not layer.roles:
            yield Unsound(("policy", "layers", at, "roles"), f"“{layer.name}”没有写由哪些角色复核")
        if not 1 <= layer.rate_percent <= 100:
            yield Unsound(("policy", "layers", at, "rate_percent"), f"“{layer.name}”的抽查比例应在 1 到 100 之间")
        if at and layer.number <= layers[at - 1].number:
            yield Unsound(
                ("policy", "layers", at, "number"), f"层次号 {layer.number} 应大于前一层的 {layers[at - 1].number}"
            )


def unsound_ladder(pack: Pack) -> Faults:
    ladder = pack.policy.ladder
    path: Path = ("policy", "ladder")
    yield from doubled(
        "升级等级", (((*path, "steps", at), LEVEL_NAMES[step.level]) for at, step in enumerate(ladder.steps))
    )
    for at, (before, step) in enumerate(zip(ladder.steps, ladder.steps[1:], strict=False), start=1):
        if step.overdue_wd <= before.overdue_wd:
            message = f"逾期 {step.overdue_wd} 个工作日应多于前一级的 {before.overdue_wd} 个工作日"
            yield Unsound((*path, "steps", at, "overdue_wd"), message)
    for at, (before, step) in enumerate(zip(ladder.steps, ladder.steps[1:], strict=False), start=1):
        if ladder.above(before.level, step.level):
            names = LEVEL_NAMES[step.level], LEVEL_NAMES[before.level]
            message = f"“{names[0]}”不能排在“{names[1]}”之后：只有通报和约谈的先后可以对调"
            yield Unsound((*path, "steps", at, "level"), message)
    if ladder.proposal_from > Level.CIRCULATE:
        yield Unsound((*path, "proposal_from"), "通报及以上必须由人批准，proposal_from 不能高于 CIRCULATE（通报）")


def unsound_levels(pack: Pack) -> Faults:
    """分级: plans are approved and problems struck off at places, and not lower than the problem lies."""
    policy = pack.policy
    if policy.plan_level is not None and policy.plan_level not in PLACES:
        yield Unsound(("policy", "plan_level"), NOT_A_PLACE)
    least = {"household": UnitKind.GRID, "village": UnitKind.VILLAGE, "town": UnitKind.TOWN, "county": UnitKind.COUNTY}
    for name, lowest in least.items():
        kind = getattr(policy.close_level, name)
        if kind not in PLACES:
            yield Unsound(("policy", "close_level", name), NOT_A_PLACE)
        elif PLACES.index(kind) < PLACES.index(lowest):
            wanted = UNIT_KIND_NAMES[lowest]
            message = f"{UNIT_KIND_NAMES[kind]}不能给{wanted}层面的问题销号，应为{wanted}或其上级"
            yield Unsound(("policy", "close_level", name), message)
    levels = (
        (("policy", "close_level", "leading_group", n), one) for n, one in enumerate(policy.close_level.leading_group)
    )
    yield from doubled("层面", levels)


NOT_A_PLACE = f"应是一级地方：{'、'.join(UNIT_KIND_NAMES[kind] for kind in PLACES)}"


def unsound_numbers(pack: Pack) -> Faults:
    policy = pack.policy
    for duty, period in policy.periods.items():
        if length_of(period) < 1:
            yield Unsound(("policy", "periods", duty), f"期限应至少为 1，现在是 {length_of(period)}")
    if policy.extension_max_days < 1:
        yield Unsound(("policy", "extension_max_days"), f"应至少为 1 天，现在是 {policy.extension_max_days}")
    if not 0 <= policy.look_back.share_percent <= 100:
        message = f"应在 0 至 100 之间，现在是 {policy.look_back.share_percent}"
        yield Unsound(("policy", "look_back", "share_percent"), message)


def length_of(period: Period) -> int:
    return period.working_days if period.working_days is not None else period.days or 0


# --- finding, inspection, monitoring -------------------------------------------------------------------------------


def unsound_screening(pack: Pack) -> Faults:
    for at, layer in enumerate(pack.screening.layers):
        path: Path = ("screening", "layers", at)
        if not layer.roles:
            yield Unsound((*path, "roles"), f"“{layer.name}”没有写由哪些角色排查")
        if not 1 <= layer.percent <= 100:
            yield Unsound((*path, "percent"), f"应在 1 至 100 之间，现在是 {layer.percent}")


def unsound_sampling(pack: Pack) -> Faults:
    sampling = pack.inspection.sampling
    if sampling is None:
        return
    path: Path = ("inspection", "sampling")
    classes = tuple(one.code for one in sampling.classes)
    for at, floor in enumerate(sampling.floors):
        if floor.of not in (*classes, *ALWAYS_SAMPLED):
            known = (*classes, *ALWAYS_SAMPLED)
            yield Unsound((*path, "floors", at, "of"), f"没有“{floor.of}”这类抽样对象", floor.of, known)
        if floor.at_least < 1:
            yield Unsound((*path, "floors", at, "at_least"), f"应至少为 1，现在是 {floor.at_least}")
    yield from missing((*path, "priority"), "抽样对象", sampling.priority, classes)


def unsound_inspection(pack: Pack) -> Faults:
    rules = pack.inspection
    if rules.days_min is not None and rules.days_max is not None and rules.days_max < rules.days_min:
        yield Unsound(("inspection", "days_max"), f"最多 {rules.days_max} 天少于最少 {rules.days_min} 天")
    groups = (((("inspection", "groups", at)), str(group.number)) for at, group in enumerate(rules.groups))
    yield from doubled("督查小组", groups)
    areas = [
        (("inspection", "groups", at, "areas", n), area)
        for at, group in enumerate(rules.groups)
        for n, area in enumerate(group.areas)
    ]
    yield from doubled("负责区域", areas)
    if rules.letter is not None and pack.letter(LetterKind.RECTIFICATION_LETTER) is None:
        yield Unsound(("inspection", "letter"), "督查后要发整改函，letters 中却没有 RECTIFICATION_LETTER（整改函）")


def unsound_monitoring(pack: Pack) -> Faults:
    rules = pack.monitoring
    named = tuple(name for unit in pack.units for name in (unit.name, *unit.aliases))
    if named:
        yield from missing(("monitoring", "departments"), "单位", rules.departments, named)
    for at, code in enumerate(rules.profiles):
        if code not in PROFILES:
            yield Unsound(("monitoring", "profiles", at), f"没有通行程序“{code}”", code, tuple(PROFILES))
    for at, procedure in enumerate(rules.procedures):
        if not procedure.steps:
            yield Unsound(("monitoring", "procedures", at, "steps"), f"“{procedure.title}”没有写步骤")
    codes = ((("monitoring", "procedures", at), procedure.code) for at, procedure in enumerate(rules.procedures))
    yield from doubled("监测程序", codes)


def unsound_duties(pack: Pack) -> Faults:
    """What counts by itself is something that the program notices."""
    known = tuple(COUNTABLE)
    for at, duty in enumerate(pack.duties):
        yield from missing(("duties", at, "counted_from"), "可自动计入的事件", duty.counted_from, known)


def unsound_household_file(pack: Pack) -> Faults:
    """Papers that stand twice, or name what the list has not."""
    rules, path = pack.household_file, ("household_file",)
    names = tuple(kind.code for kind in rules.papers)
    for key in ("code", "label"):
        keys = (((*path, "papers", at, key), str(getattr(kind, key))) for at, kind in enumerate(rules.papers))
        yield from doubled("资料", keys)
    for at, kind in enumerate(rules.papers):
        here: Path = (*path, "papers", at)
        yield from missing((*here, "of"), "户类型", kind.of, pack.monitoring.household_kinds)
        if kind.not_after and kind.not_after not in names:
            yield Unsound((*here, "not_after"), f"没有“{kind.not_after}”这种资料", kind.not_after, names)
        yield from (Unsound(here, message) for message in unsound_paper(kind))
    known = tuple(threshold.code for threshold in pack.thresholds)
    if rules.aware and rules.aware not in known:
        yield Unsound((*path, "aware"), f"没有“{rules.aware}”这个量化标准", rules.aware, known)


def unsound_paper(kind: PaperKind) -> Iterator[str]:
    """A conclusion and a grade are chosen, so there must be something to choose from."""
    wanted = {*kind.parts, *kind.refused_without}
    for part, words in ((PaperPart.CONCLUSION, kind.conclusions), (PaperPart.GRADE, kind.grades)):
        if part in wanted and not words:
            yield f"“{kind.label}”须有{PART_NAMES[part]}，却没有写{PART_NAMES[part]}的取值"
    if kind.keeper is not Keeper.HOUSEHOLD and (kind.of or kind.handed_out or kind.residence):
        yield f"“{kind.label}”不是户级资料，不能写户类型、发放到户、居住情形"


# --- measures, what is measured, and consequences ------------------------------------------------------------------


def unsound_measures(pack: Pack) -> Faults:
    """A kind of measure, or a class of causes, that would be read as two."""
    kinds = [(one.code, one.label) for one in pack.measures.kinds]
    causes = [(one.code, one.label) for one in pack.measures.causes]
    for part, what, listed in (("kinds", "整改措施种类", kinds), ("causes", "原因分类", causes)):
        names = [(at, name) for at, both in enumerate(listed) for name in dict.fromkeys(both)]
        yield from doubled(what, ((("measures", part, at), name) for at, name in names))


def unsound_thresholds(pack: Pack) -> Faults:
    known = tuple(threshold.code for threshold in pack.thresholds)
    for at, threshold in enumerate(pack.thresholds):
        path: Path = ("thresholds", at)
        yield from (Unsound(path, message) for message in wrong_number(threshold))
        if threshold.only_if and (threshold.only_if not in known or threshold.only_if == threshold.code):
            others = tuple(code for code in known if code != threshold.code)
            message = f"没有“{threshold.only_if}”这个量化标准可作前提"
            yield Unsound((*path, "only_if"), message, threshold.only_if, others)


def wrong_number(threshold: Threshold) -> Iterator[str]:
    if (threshold.value is None) == (threshold.against is None):
        yield "value（数值）和 against（参照）应写且只写一个"
    between = threshold.relation is Relation.BETWEEN
    if between and (threshold.value is None or threshold.upper is None or threshold.upper < threshold.value):
        yield "BETWEEN（介于）须写 value（下限）和不小于它的 upper（上限）"
    if not between and threshold.upper is not None:
        yield "upper（上限）只用于 BETWEEN（介于）"
    if threshold.otherwise is Verdict.MET:
        yield "otherwise（不合时）应为 NOT_MET（未达标）或 TO_VERIFY（需核查）"


def unsound_accountability(pack: Pack) -> Faults:
    rules = pack.accountability
    for at, kind in enumerate(rules.proposed_referrals):
        if kind in rules.mandatory_referrals:
            yield Unsound(
                ("accountability", "proposed_referrals", at),
                "此项已列入 mandatory_referrals（一律移交），不能又列为可以不移交",
            )
    for at, rule in enumerate(rules.points):
        if rules.points_cap is not None and abs(rule.points) > rules.points_cap:
            message = f"{rule.points} 分超出了上下限 {rules.points_cap} 分"
            yield Unsound(("accountability", "points", at, "points"), message)


def unsound_papers(pack: Pack) -> Faults:
    """Tables that a report hands in and the pack does not print; signatures of units that do not hand it in."""
    printed = tuple(form.code for form in pack.ledgers)
    for at, report in enumerate(pack.reports):
        yield from missing(("reports", at, "ledgers"), "台账", report.ledgers, printed)
        for number, signature in enumerate(report.signatures):
            path: Path = ("reports", at, "signatures", number)
            if signature.unit not in report.by:
                yield Unsound((*path, "unit"), "这类单位不报这份报告，却要签字", signature.unit, report.by)
            if not signature.posts:
                yield Unsound((*path, "posts"), "没有写由谁签字")


ONCE: tuple[tuple[str, str, Callable[[Pack], list[str]]], ...] = (
    ("phases", "阶段", lambda pack: [phase.code for phase in pack.phases]),
    ("units", "单位", lambda pack: [unit.name for unit in pack.units]),
    ("sources", "问题来源", lambda pack: [source.code for source in pack.sources]),
    ("tags", "标记", lambda pack: [tag.code for tag in pack.tags]),
    ("standards", "对照标准", lambda pack: [standard.code for standard in pack.standards]),
    ("methods", "督查方式", lambda pack: [method.code for method in pack.methods]),
    ("duties", "常态职责", lambda pack: [duty.code for duty in pack.duties]),
    ("thresholds", "量化标准", lambda pack: [threshold.code for threshold in pack.thresholds]),
    ("ledgers", "台账", lambda pack: [form.code for form in pack.ledgers]),
    ("letters", "函件", lambda pack: [form.kind for form in pack.letters]),
    ("reports", "报告", lambda pack: [report.code for report in pack.reports]),
    ("labels", "栏目", lambda pack: [label.field for label in pack.labels]),
)
"""Lists whose entries have a key of their own: the part, what it is called, its keys."""

CHECKS: tuple[tuple[tuple[str, ...], Callable[[Pack], Faults]], ...] = (
    (("id", "number_prefix", "year"), unsound_identity),
    (("dimensions", "taxonomy"), doubled_codes),
    (("taxonomy",), doubled_names),
    (("taxonomy",), empty_taxonomy),
    (("dimensions", "taxonomy"), unknown_parents),
    (("taxonomy", "units"), unknown_units),
    (("taxonomy", "methods"), unknown_methods),
    (("taxonomy", "thresholds"), unknown_thresholds),
    (("taxonomy", "standards"), unknown_standards),
    (("taxonomy",), unwatched_ledgers),
    (("taxonomy", "item_dates", "thresholds", "screening"), unknown_categories),
    (("taxonomy", "tags", "policy.look_back"), idle_beginnings),
    (("basis", "phases"), phases_out_of_order),
    (("phases", "reports"), unknown_reports),
    (("duties", "reports"), days_of_the_month),
    (("policy.layers",), unsound_layers),
    (("policy.ladder",), unsound_ladder),
    (("policy.plan_level", "policy.close_level"), unsound_levels),
    (("policy.periods", "policy.extension_max_days", "policy.look_back"), unsound_numbers),
    (("screening",), unsound_screening),
    (("duties",), unsound_duties),
    (("inspection",), unsound_sampling),
    (("inspection", "letters"), unsound_inspection),
    (("monitoring", "units"), unsound_monitoring),
    (("measures",), unsound_measures),
    (("household_file", "monitoring", "thresholds"), unsound_household_file),
    (("thresholds",), unsound_thresholds),
    (("accountability",), unsound_accountability),
    (("ledgers", "reports"), unsound_papers),
)
"""Each check, after the parts of the pack that it reads."""
