"""What is found in a county, where and when: no even noise. Each matter has its share, its season, its texts, its 部门.

A town has its size, a village its share of it, and a household that was found once is likelier to be found again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from random import Random
from typing import NamedTuple, TypeVar

from adapters.sample.county import COUNTY, County, Town, Village
from domain.accountability import Misconduct
from domain.problem.classification import AreaLevel, Scope, Severity
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.sampling.frame import VILLAGE_ATTRIBUTE, Entry

CAMPAIGN = "xiaoxian_2022"
T = TypeVar("T")


class Matter(NamedTuple):
    """One item of the taxonomy: how often it is found, how many of a thousand in households, whose it is."""

    code: str
    weight: int
    household: int
    department: str
    season: frozenset[int]  # months in which twice as many are found
    texts: tuple[str, ...]


MATTERS = (
    Matter("INCOME", 70, 950, "县乡村振兴局", frozenset({1, 12}),
           ("务工人员返乡，工资性收入较上年下降", "家庭成员患病住院，支出骤增", "特色种养受灾，经营性收入减少")),
    Matter("SEC.EDU", 25, 850, "县教体局", frozenset({2, 3, 9}),
           ("在校生资助未及时发放", "适龄儿童请假时间较长，劝返记录不完整", "控辍保学台账信息与学籍不一致")),
    Matter("SEC.MED", 65, 930, "县医保局", frozenset({1, 12}),
           ("家庭成员未参加本年度城乡居民医保", "慢性病患者未办理慢性病证", "家庭医生签约后未按时随访")),
    Matter("SEC.HOUSE", 75, 920, "县住建局", frozenset({6, 7, 8}),
           ("住房屋面渗漏，未纳入维修计划", "危房改造后墙体出现裂缝", "子女住房条件较好而老人独居旧房")),
    Matter("SEC.WATER", 50, 700, "县水利局", frozenset({6, 7, 8}),
           ("饮水设施管护责任未落实，时有断水", "水质检测资料缺失", "高处农户限时供水")),
    Matter("MONITORING", 145, 520, "县乡村振兴局", frozenset({3, 9}),
           ("帮扶联系人走访频次不足，走访记录缺少具体内容", "一户一方案未按家庭变化调整", "网格员不掌握监测标准")),
    Matter("FUNDS", 80, 20, "县财政局", frozenset({11, 12}),
           ("补助资金拨付滞后，公示资料不完整", "完工项目未办理完成后公告", "经营性资产收益未足额收取")),
    Matter("INDUSTRY", 90, 330, "县农业农村局", frozenset({4, 5}),
           ("产业项目带动作用发挥不充分，收益分配未按时公示", "小额信贷即将到期未提醒", "光伏电站管护记录不全")),
    Matter("JOBS", 95, 650, "县人社局", frozenset({2, 3}),
           ("务工台账与实际务工地点不一致", "公益岗人员未按要求上岗", "外出务工交通补助未申领")),
    Matter("RELOCATION", 12, 600, "县乡村振兴局", frozenset(),
           ("搬迁户产业就业帮扶措施不具体", "安置点公共设施损坏未维修")),
    Matter("RECTIFY", 55, 60, "县乡村振兴局", frozenset({5, 10}),
           ("同类问题整改后再次出现", "整改措施上下一般粗，未结合本村实际", "整改台账与现场情况不符")),
    Matter("HABITAT", 150, 450, "县农业农村局", frozenset({4, 7}),
           ("房前屋后柴草杂物乱堆", "改造后的厕所不能正常使用", "沟渠有黑臭水体，垃圾清运不及时")),
    Matter("BASICS", 88, 380, "县乡村振兴局", frozenset({8, 10}),
           ("明白卡信息未更新", "农户对享受的政策不知晓", "档案资料归集不及时")),
)  # fmt: skip
SEVERITIES = (Severity.ORDINARY, Severity.SERIOUS, Severity.MAJOR)
GRAVE = ("SEC.HOUSE", "SEC.WATER", "FUNDS")
"""Here three times as much is 较重 or 重大."""
MISCONDUCT = (Misconduct.CARELESS_SCREENING, Misconduct.DUTY, Misconduct.CONDUCT, Misconduct.FALSIFICATION)
HOUSEHOLDS = 400
"""Of a village on the rolls."""
KINDS = ("脱贫户", "脱贫户", "一般农户", "脱贫户", "边缘易致贫户")


class Site(NamedTuple):
    """A village of a town."""

    town: Town
    village: Village


def some_site(county: County, chance: Random) -> Site:
    town = heavier(county.towns, (one.weight for one in county.towns), chance)
    return Site(town, heavier(town.villages, (one.weight for one in town.villages), chance))


def some_finding(site: Site, number: int, day: date, chance: Random) -> Finding:
    """A new problem there, as it is found on this day."""
    matter = heavier(MATTERS, (one.weight * (2 if day.month in one.season else 1) for one in MATTERS), chance)
    return finding_of(matter, site, f"第{number}号", chance)


def finding_of(matter: Matter, site: Site, mark: str, chance: Random) -> Finding:
    content = f"{chance.choice(matter.texts)}（{mark}）"
    [severity] = chance.choices(SEVERITIES, (85, 12, 3) if matter.code in GRAVE else (95, 4, 1))
    source = "SELF_CHECK" if chance.random() < 0.7 else "ON_SITE"
    place = Place(COUNTY, site.town.unit.name, site.village.name)
    if chance.randrange(1000) < matter.household:
        household = some_household(site.village, chance)
        return Finding(
            CAMPAIGN,
            matter.code,
            content,
            Scope.HOUSEHOLD,
            severity,
            place,
            household_ref=household_ref(site.village, household),
            householder=f"{site.village.name}户主{household}",
            household_kind=KINDS[household % len(KINDS)],
            source=source,
        )
    [level] = chance.choices(tuple(AreaLevel), (4, 26, 70))
    if level is not AreaLevel.VILLAGE:
        place = Place(COUNTY) if level is AreaLevel.COUNTY else Place(COUNTY, site.town.unit.name)
    return Finding(CAMPAIGN, matter.code, content, Scope.AREA, severity, place, level, source=source)


def like_it(category: str, site: Site, mark: str, chance: Random) -> Finding:
    """The same matter in another village (举一反三): of the area, so that it needs no household."""
    matter = MATTER_OF[category]
    place = Place(COUNTY, site.town.unit.name, site.village.name)
    content = f"{chance.choice(matter.texts)}（举一反三，{mark}）"
    return Finding(CAMPAIGN, category, content, Scope.AREA, place=place, area_level=AreaLevel.VILLAGE)


MATTER_OF = {matter.code: matter for matter in MATTERS}

# --- households ---------------------------------------------------------------------------------------------------


def some_household(village: Village, chance: Random) -> int:
    """Its number on the roll of the village; those at the top are found more often."""
    return min(chance.randrange(HOUSEHOLDS), chance.randrange(HOUSEHOLDS))


def household_ref(village: Village, household: int) -> str:
    return f"sample-household-{village.number}-{household}"


def list_of_households(villages: Iterable[Village], each: int, chance: Random) -> tuple[Entry, ...]:
    """A list to be gone through one by one (排查名单): so many of each village."""
    return tuple(
        Entry(household_ref(village, household), attributes={VILLAGE_ATTRIBUTE: village.name})
        for village in villages
        for household in sorted(chance.sample(range(HOUSEHOLDS), each))
    )


def heavier(some: Sequence[T], weights: Iterable[int], chance: Random) -> T:
    [one] = chance.choices(some, tuple(weights))
    return one
