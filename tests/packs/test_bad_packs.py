"""A bad pack is refused with every fault: file, line, the place in it, what is there and what would be right."""

from itertools import pairwise
from pathlib import Path

import pytest

from adapters.packs import PackError, PackFault, load_pack, load_packs
from adapters.packs.loading import MAX_BYTES
from tests.packs.shipped import SOUND, faults_of, made

LAST = len(SOUND.splitlines())
NEXT = LAST + 1
"""The line after those of the sound pack."""

READ = {
    "misspelt key": ("titel: 名", NEXT, "", "没有“titel”这一项（是不是“title”？），可写：id（编号）、title（名称）"),
    "misspelt Chinese key": ("阶断: []", NEXT, "", "没有“阶断”这一项（是不是“阶段”？）"),
    "misspelt key of an entry": (
        "phases: [{code: A, nmae: 甲}]",
        NEXT,
        "phases[1]",
        "没有“nmae”这一项（是不是“name”？）",
    ),
    "missing field": ("phases: [{code: A}]", NEXT, "phases[1]", "缺少 name（名称）"),
    "empty text": ("phases: [{code: A, name: }]", NEXT, "phases[1].name", "不能为空"),
    "key twice": ("title: 又一个", NEXT, "", "“title”重复了，前面第2行已写过"),
    "unknown level": (
        "level: 省",
        NEXT,
        "level",
        "“省”不在可选范围内，可写：CITY（市级）、COUNTY（县级）、TOWN（镇级）",
    ),
    "unknown role": (
        "duties: [{code: A, what: 会, who: BOSS, level: TOWN, per: MONTH}]",
        NEXT,
        "duties[1].who",
        "“BOSS”不在可选范围内，可写：OFFICE（办公室）",
    ),
    "near a known value": (
        "duties: [{code: A, what: 会, who: 责任领到, level: TOWN, per: MONTH}]",
        NEXT,
        "duties[1].who",
        "“责任领到”不在可选范围内（是不是“责任领导”？）",
    ),
    "not a number": ("inspection: {days_min: 一}", NEXT, "inspection.days_min", "“一”应是整数"),
    "not a day": ("phases: [{code: A, name: 甲, last: 8月底}]", NEXT, "phases[1].last", "“8月底”不是时间"),
    "impossible day": ("phases: [{code: A, name: 甲, last: 2024-02-30}]", NEXT, "phases[1].last", "不是时间"),
    "not a time": (
        "phases: [{code: A, name: 甲, last: 2024-02-01, last_time: 中午}]",
        NEXT,
        "phases[1].last_time",
        "“中午”不是时刻，请写成 12:00",
    ),
    "not yes or no": (
        "inspection: {views_exchanged: 也许}",
        NEXT,
        "inspection.views_exchanged",
        "“也许”应写 true（是）",
    ),
    "text for an entry": ("phases: [自查]", NEXT, "phases[1]", "这里应是“名称: 值”的形式（现在是“自查”）"),
    "list for a text": (
        "leading_group: {name: 组, head: 长, members: [[甲]]}",
        NEXT,
        "leading_group.members[1]",
        "这里应是一个值，不是列表或子项（现在是列表）",
    ),
    "list for a table": ("inspection: [1]", NEXT, "inspection", "这里应是“名称: 值”的形式（现在是列表）"),
}

POLICY = {
    "period in words": ("periods: {CLAIM: 三天}", "policy.periods.CLAIM", "“三天”不是期限，请写成 3个工作日 或 5天"),
    "unknown period": ("periods: {CLAM: 3天}", "policy.periods.CLAM", "“CLAM”不在可选范围内（是不是“CLAIM”？）"),
    "two kinds of days": (
        "periods: {CLAIM: {days: 1, working_days: 1}}",
        "policy.periods.CLAIM",
        "期限应写 working_days 或 days 中的一个",
    ),
    "no days": ("periods: {CLAIM: 0天}", "policy.periods.CLAIM", "期限应至少为 1，现在是 0"),
    "unknown level": ("ladder: {steps: {WARM: 1}}", "policy.ladder.steps", "“WARM”不在可选范围内"),
    "levels out of order": (
        "ladder: {steps: [{level: WARN, overdue_wd: 3}, {level: LETTER, overdue_wd: 3}]}",
        "policy.ladder.steps[2].overdue_wd",
        "逾期 3 个工作日应多于前一级的 3 个工作日",
    ),
    "level twice": (
        "ladder: {steps: [{level: WARN, overdue_wd: 1}, {level: WARN, overdue_wd: 3}]}",
        "policy.ladder.steps[2]",
        "升级等级“催办”重复了",
    ),
    "circular without a person": (
        "ladder: {proposal_from: INTERVIEW}",
        "policy.ladder.proposal_from",
        "通报及以上必须由人批准",
    ),
    "layer without a role": (
        "layers: [{number: 1, name: 乡镇, roles: []}]",
        "policy.layers[1].roles",
        "“乡镇”没有写由哪些角色复核",
    ),
    "layers out of order": (
        "layers: [{number: 2, name: 甲, roles: TOWN}, {number: 1, name: 乙, roles: TOWN}]",
        "policy.layers[2].number",
        "层次号 1 应大于前一层的 2",
    ),
    "no layer": ("layers: []", "policy.layers", "至少要有一层复核"),
    "no share": ("look_back: {share_percent: 120}", "policy.look_back.share_percent", "应在 0 至 100 之间，现在是 120"),
    "idle beginning": (
        "look_back: {always_categories: [Z.]}",
        "policy.look_back.always_categories[1]",
        "没有以“Z.”开头的问题类型代码，可用：A、B",
    ),
    "no extension": ("extension_max_days: 0", "policy.extension_max_days", "应至少为 1 天"),
    "steps in another order": (
        "ladder: {steps: [{level: LETTER, overdue_wd: 1}, {level: WARN, overdue_wd: 3}]}",
        "policy.ladder.steps[2].level",
        "“催办”不能排在“督办函”之后：只有通报和约谈的先后可以对调",
    ),
    "plans approved at no place": (
        "plan_level: OFFICE",
        "policy.plan_level",
        "应是一级地方：网格、村、乡镇、县级、市级",
    ),
    "closed at no place": ("close_level: {village: GROUP}", "policy.close_level.village", "应是一级地方"),
    "closed too low": (
        "close_level: {town: VILLAGE}",
        "policy.close_level.town",
        "村不能给乡镇层面的问题销号，应为乡镇或其上级",
    ),
    "closing level twice": (
        "close_level: {leading_group: [COUNTY, 县级]}",
        "policy.close_level.leading_group[2]",
        "重复了",
    ),
    "unknown closing level": (
        "close_level: {leading_group: [省级]}",
        "policy.close_level.leading_group[1]",
        "不在可选范围内",
    ),
    "seed for the draw": ("look_back: {seed: duban}", "policy.look_back", "没有“seed”这一项"),
}

TOGETHER = {
    "doubled code": ("dimensions: [{code: A, label: 大类}]", "taxonomy[1].code", "问题类型代码“A”重复了"),
    "unknown method": (
        "methods: [{code: VISIT, label: 入户}]\n"
        "taxonomy: [{code: A, label: 甲, items: [{code: A-1, text: 看, methods: [VISTI]}]}]",
        "taxonomy[1].items[1].methods[1]",
        "没有“VISTI”这个督查方式（是不是“VISIT”？），可用：VISIT",
    ),
    "unknown threshold": (
        "taxonomy: [{code: A, label: 甲, items: [{code: A-1, text: 看, threshold: RATE}]}]",
        "taxonomy[1].items[1].threshold",
        "没有“RATE”这个量化标准，可用：（还没有）",
    ),
    "check item twice": (
        "taxonomy: [{code: A, label: 甲, items: [{code: A-1, text: 看}, {code: A-1, text: 查}]}]",
        "taxonomy[1].items[2].code",
        "检查项代码“A-1”重复了",
    ),
    "name twice": (
        "taxonomy: [{code: A, label: 甲}, {code: B, label: 乙, aliases: [甲]}]",
        "taxonomy[2]",
        "名称“甲”已是 A 的名称，B 不能再用",
    ),
    "no category": ("taxonomy: []", "taxonomy", "至少要有一个问题类型"),
    "unknown parent": (
        "dimensions: [{code: SITE, label: 现场}]\ntaxonomy: [{code: A, label: 甲, parent: SITTE}]",
        "taxonomy[1].parent",
        "没有“SITTE”这个上级分类（是不是“SITE”？）",
    ),
    "unknown theme": (
        "taxonomy: [{code: A, label: 甲, themes: [INCOM]}]",
        "taxonomy[1].themes[1]",
        "没有“INCOM”这个通用分类（是不是“INCOME”？）",
    ),
    "unknown unit": (
        "units: [{name: 县水利局}]\ntaxonomy: [{code: A, label: 甲, lead: [县水务局]}]",
        "taxonomy[1].lead[1]",
        "没有“县水务局”这个单位（是不是“县水利局”？）",
    ),
    "measure kind twice": (
        "measures: {kinds: [{code: A, label: 甲}, {code: B, label: 甲}]}",
        "measures.kinds[2]",
        "整改措施种类“甲”重复了",
    ),
    "cause class twice": (
        "measures: {causes: [{code: A, label: 甲}, {code: A, label: 乙}]}",
        "measures.causes[2]",
        "原因分类“A”重复了",
    ),
    "unit twice": ("units: [{name: 某局}, {name: 某局}]", "units[2]", "单位“某局”重复了"),
    "phase backwards": (
        "phases: [{code: A, name: 甲, first: 2024-03-09, last: 2024-03-01}]",
        "phases[1].last",
        "最后一天 2024-03-01 早于第一天 2024-03-09",
    ),
    "phases out of order": (
        "phases: [{code: A, name: 甲, first: 2024-03-09}, {code: B, name: 乙, first: 2024-03-01}]",
        "phases[2]",
        "“乙”比前一阶段开始得早，请按先后排列",
    ),
    "phase before the document": (
        "basis: {number: 一号, issuer: 某局, issued_on: 2024-03-13}\nphases: [{code: A, name: 甲, last: 2024-03-10}]",
        "phases[1].last",
        "早于印发日期 2024-03-13；确是如此的请写 may_be_past: true",
    ),
    "time without a day": (
        "phases: [{code: A, name: 甲, last_time: '12:00'}]",
        "phases[1].last_time",
        "没有写最后一天（last）",
    ),
    "unknown report": (
        "phases: [{code: A, name: 甲, reports: [WORK]}]",
        "phases[1].reports[1]",
        "没有“WORK”这个报告，可用：（还没有）",
    ),
    "unknown ledger": (
        "reports: [{code: WORK, title: 报告, by: TOWN, ledgers: [L3]}]",
        "reports[1].ledgers[1]",
        "没有“L3”这个台账",
    ),
    "signature of nobody": (
        "reports: [{code: WORK, title: 报告, by: TOWN, signatures: [{unit: TOWN, posts: []}]}]",
        "reports[1].signatures[1].posts",
        "没有写由谁签字",
    ),
    "signature of a stranger": (
        "reports: [{code: WORK, title: 报告, by: TOWN, signatures: [{unit: COUNTY, posts: [县长]}]}]",
        "reports[1].signatures[1].unit",
        "这类单位不报这份报告，却要签字",
    ),
    "unknown category": ("item_dates: [{number: '1', category: C}]", "item_dates[1].category", "没有“C”这个问题类型"),
    "day of no month": (
        "duties: [{code: A, what: 会, who: HEAD, level: TOWN, per: MONTH, due_day: 32}]",
        "duties[1].due_day",
        "“32”不是每月的哪一日，应在 1 至 31 之间",
    ),
    "two days for a duty": (
        "duties: [{code: A, what: 会, who: HEAD, level: TOWN, per: MONTH, due_day: 4, due_last_working_day: true}]",
        "duties[1]",
        "due_day 和 due_last_working_day 只写一个",
    ),
    "share of a layer": (
        "screening: {layers: [{number: 1, name: 自查, roles: TOWN, percent: 0}]}",
        "screening.layers[1].percent",
        "应在 1 至 100 之间，现在是 0",
    ),
    "finding layer without a role": (
        "screening: {layers: [{number: 1, name: 自查, roles: []}]}",
        "screening.layers[1].roles",
        "“自查”没有写由哪些角色排查",
    ),
    "unknown sample": (
        "inspection: {sampling: {profile: 甲, floors: [{of: POOR, at_least: 1, within: VISIT}]}}",
        "inspection.sampling.floors[1].of",
        "没有“POOR”这类抽样对象，可用：TOWN、VILLAGE、HOUSEHOLD",
    ),
    "floor of nothing": (
        "inspection: {sampling: {profile: 甲, floors: [{of: TOWN, at_least: 0, within: VISIT}]}}",
        "inspection.sampling.floors[1].at_least",
        "应至少为 1，现在是 0",
    ),
    "unknown priority": (
        "inspection: {sampling: {profile: 甲, priority: [OLD]}}",
        "inspection.sampling.priority[1]",
        "没有“OLD”这个抽样对象",
    ),
    "days backwards": ("inspection: {days_min: 3, days_max: 2}", "inspection.days_max", "最多 2 天少于最少 3 天"),
    "group twice": (
        "inspection: {groups: [{number: 1, name: 甲}, {number: 1, name: 乙}]}",
        "inspection.groups[2]",
        "督查小组“1”重复了",
    ),
    "area of two groups": (
        "inspection: {groups: [{number: 1, name: 甲, areas: [东县]}, {number: 2, name: 乙, areas: [东县]}]}",
        "inspection.groups[2].areas[1]",
        "负责区域“东县”重复了",
    ),
    "letter that is not written": (
        "inspection: {letter: {days: 3}}",
        "inspection.letter",
        "letters 中却没有 RECTIFICATION_LETTER（整改函）",
    ),
    "days that stand elsewhere": ("monitoring: {entry_days: 15}", "monitoring", "没有“entry_days”这一项"),
    "procedure without steps": (
        "monitoring: {procedures: [{code: A, title: 甲, purpose: 纳入, steps: []}]}",
        "monitoring.procedures[1].steps",
        "“甲”没有写步骤",
    ),
    "unknown department": (
        "units: [{name: 县医保局}]\nmonitoring: {departments: [县医保局, 县民政局]}",
        "monitoring.departments[2]",
        "没有“县民政局”这个单位",
    ),
    "counted from nothing": (
        "duties: [{code: A, what: 督查, who: TEAM_LEAD, level: GROUP, per: MONTH, counted_from: [inspection.visited]}]",
        "duties[1].counted_from[1]",
        "没有“inspection.visited”这个可自动计入的事件（是不是“inspection.visit_completed”？）",
    ),
    "unknown procedure": (
        "monitoring: {profiles: [三评议]}",
        "monitoring.profiles[1]",
        "没有通行程序“三评议”",
    ),
    "paper twice": (
        "household_file: {papers: [{code: A, label: 甲表}, {code: A, label: 乙表}]}",
        "household_file.papers[2].code",
        "资料“A”重复了",
    ),
    "paper called like another": (
        "household_file: {papers: [{code: A, label: 甲表}, {code: B, label: 甲表}]}",
        "household_file.papers[2].label",
        "资料“甲表”重复了",
    ),
    "paper of an unknown kind of household": (
        "household_file: {papers: [{code: A, label: 甲表, of: [大户]}]}",
        "household_file.papers[1].of[1]",
        "没有“大户”这个户类型",
    ),
    "paper not later than one that there is not": (
        "household_file: {papers: [{code: A, label: 甲表, not_after: B}]}",
        "household_file.papers[1].not_after",
        "没有“B”这种资料",
    ),
    "grade without grades": (
        "household_file: {papers: [{code: A, label: 甲表, refused_without: [GRADE]}]}",
        "household_file.papers[1]",
        "“甲表”须有等级，却没有写等级的取值",
    ),
    "conclusion without conclusions": (
        "household_file: {papers: [{code: A, label: 甲表, parts: [结论]}]}",
        "household_file.papers[1]",
        "“甲表”须有结论，却没有写结论的取值",
    ),
    "paper of a village that is handed out": (
        "household_file: {papers: [{code: A, label: 甲表, keeper: 村, handed_out: true}]}",
        "household_file.papers[1]",
        "“甲表”不是户级资料",
    ),
    "awareness by an unknown threshold": (
        "household_file: {aware: PERSON}",
        "household_file.aware",
        "没有“PERSON”这个量化标准",
    ),
    "threshold without a number": (
        "thresholds: [{code: A, measure: 率, relation: AT_LEAST}]",
        "thresholds[1]",
        "value（数值）和 against（参照）应写且只写一个",
    ),
    "threshold good when it fails": (
        "thresholds: [{code: A, measure: 率, relation: AT_LEAST, value: 3, otherwise: MET}]",
        "thresholds[1]",
        "otherwise（不合时）应为 NOT_MET（未达标）或 TO_VERIFY（需核查）",
    ),
    "between nothing": (
        "thresholds: [{code: A, measure: 岁, relation: BETWEEN, value: 16, upper: 6}]",
        "thresholds[1]",
        "BETWEEN（介于）须写 value（下限）和不小于它的 upper（上限）",
    ),
    "unknown premise": (
        "thresholds: [{code: A, measure: 率, relation: AT_LEAST, value: 1, only_if: A}]",
        "thresholds[1].only_if",
        "没有“A”这个量化标准可作前提",
    ),
    "mandatory and not": (
        "accountability: {mandatory_referrals: [腐败], proposed_referrals: [CORRUPTION]}",
        "accountability.proposed_referrals[1]",
        "此项已列入 mandatory_referrals（一律移交）",
    ),
    "points beyond the cap": (
        "accountability: {points: [{event: CRITICISM, points: -9}], points_cap: 5}",
        "accountability.points[1].points",
        "-9 分超出了上下限 5 分",
    ),
}


def only_fault(home: Path) -> PackFault:
    [fault] = faults_of(home)
    return fault


@pytest.mark.parametrize("kind", READ)
def test_what_cannot_be_read_is_told_at_its_line(kind: str, tmp_path: Path) -> None:
    text, line, path, message = READ[kind]
    fault = only_fault(made(tmp_path, f"{SOUND}{text}\n"))
    assert message in fault.message
    assert (fault.line, fault.path) == (line, path)


@pytest.mark.parametrize("kind", POLICY)
def test_what_no_policy_may_say_is_told_at_its_line(kind: str, tmp_path: Path) -> None:
    text, path, message = POLICY[kind]
    layers = "  layers:\n    - {number: 1, name: 乡镇复核, roles: [TOWN]}\n"
    policy = SOUND if "layers" not in text else SOUND.replace(layers, "")
    fault = only_fault(made(tmp_path, policy.replace('  version: "1"\n', f'  version: "1"\n  {text}\n')))
    assert message in fault.message
    assert (fault.line, fault.path) == (7, path)


@pytest.mark.parametrize("kind", TOGETHER)
def test_what_does_not_fit_together_is_told_at_its_line(kind: str, tmp_path: Path) -> None:
    text, path, message = TOGETHER[kind]
    sound = SOUND if "taxonomy:" not in text else SOUND[: SOUND.index("taxonomy:")]
    fault = only_fault(made(tmp_path, f"{sound}{text}\n"))
    assert message in fault.message
    assert fault.path == path
    assert fault.line == (LAST - 1 if kind == "doubled code" else len(f"{sound}{text}".splitlines()))


IDENTITY = {
    "id of another folder": ("id: made_2024", "id: other_2024", "id", "编号“other_2024”应与文件夹名“made_2024”相同"),
    "prefix in small letters": ("prefix: MD", "prefix: md", "number_prefix", "“md”应是 1 至 8 个大写字母，如 XX"),
    "no year": ("year: 2024", "year: 24", "year", "“24”不是年度"),
}


@pytest.mark.parametrize("kind", IDENTITY)
def test_what_names_a_pack_is_checked(kind: str, tmp_path: Path) -> None:
    before, after, path, message = IDENTITY[kind]
    fault = only_fault(made(tmp_path, SOUND.replace(before, after)))
    assert message in fault.message
    assert fault.path == path


def test_a_folder_name_that_is_no_id_is_told_beside_the_id(tmp_path: Path) -> None:
    home = made(tmp_path, SOUND.replace("made_2024", "Made"))
    assert [fault.path for fault in faults_of(home)] == ["id", "id"]


def test_what_is_missing_is_told_once(tmp_path: Path) -> None:
    fault = only_fault(made(tmp_path, "id: made_2024\ntitle: 名\n"))
    assert fault.message == "缺少 year（年度）、number_prefix（问题编号前缀）、policy（政策）、taxonomy（问题类型）"


def test_parents_in_a_circle_are_told_of_each_in_it(tmp_path: Path) -> None:
    head = SOUND[: SOUND.index("taxonomy:")]
    home = made(tmp_path, f"{head}taxonomy: [{{code: A, label: 甲, parent: B}}, {{code: B, label: 乙, parent: A}}]\n")
    assert [(fault.path, fault.message) for fault in faults_of(home)] == [
        ("taxonomy[1].parent", "A 的上级分类绕成了圈"),
        ("taxonomy[2].parent", "B 的上级分类绕成了圈"),
    ]


# --- all at once ---------------------------------------------------------------------------------------------------


def test_all_faults_of_all_files_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    head = SOUND[: SOUND.index("taxonomy:")].replace("year: 2024", "year: 今年")
    home = made(
        tmp_path,
        f"{head}phases: [{{code: A, name: 甲, first: 2024-03-09, last: 2024-03-01}}]\n",
        taxonomy="taxonomy:\n  - {code: A, label: 甲, parent: Z}\n  - {code: A, label: 乙}\n",
        papers="letters: [{kind: 整改涵, title: 函}]\n",
    )
    assert [(Path(fault.file).name, fault.line, fault.path) for fault in faults_of(home)] == [
        ("pack.yaml", 3, "year"),
        ("pack.yaml", 9, "phases[1].last"),
        ("taxonomy.yaml", 2, "taxonomy[1].parent"),
        ("taxonomy.yaml", 3, "taxonomy[2].code"),
        ("papers.yaml", 1, "letters[1].kind"),
    ]


def test_a_fault_in_one_part_raises_no_others_in_what_refers_to_it(tmp_path: Path) -> None:
    text = (
        f"{SOUND}reports: [{{code: WORK, titel: 报告, by: TOWN}}]\nphases: [{{code: A, name: 甲, reports: [WORK]}}]\n"
    )
    fault = only_fault(made(tmp_path, text))
    assert "没有“titel”这一项" in fault.message


def test_a_misspelt_part_raises_no_others_in_what_refers_to_it(tmp_path: Path) -> None:
    text = f"{SOUND}report: [{{code: WORK, title: 报告, by: TOWN}}]\nphases: [{{code: A, name: 甲, reports: [WORK]}}]\n"
    fault = only_fault(made(tmp_path, text))
    assert "没有“report”这一项（是不是“reports”？）" in fault.message


def test_an_entry_stands_in_one_file_only(tmp_path: Path) -> None:
    fault = only_fault(made(tmp_path, taxonomy="taxonomy: [{code: C, label: 丙}]\n"))
    assert (Path(fault.file).name, fault.line) == ("taxonomy.yaml", 1)
    assert fault.message == "“taxonomy”在 pack.yaml 中已写过"


def test_a_file_of_another_name_is_not_passed_over(tmp_path: Path) -> None:
    fault = only_fault(made(tmp_path, taxonmy="taxonomy: []\n"))
    assert Path(fault.file).name == "taxonmy.yaml"
    assert "规则包不读这个文件（是不是“taxonomy.yaml”？）" in fault.message


def test_a_fault_reads_as_file_line_path_and_what_to_do(tmp_path: Path) -> None:
    home = made(tmp_path, f"{SOUND}inspection: {{days_min: 一}}\n")
    with pytest.raises(PackError) as refused:
        load_pack(home)
    expected = f"{home / 'pack.yaml'} 第{NEXT}行 inspection.days_min：“一”应是整数"
    assert str(refused.value).splitlines() == ["规则包有误：", expected]


def test_loading_a_folder_tells_the_faults_of_all_its_packs(tmp_path: Path) -> None:
    for name in ("one_2024", "two_2024"):
        home = tmp_path / name
        home.mkdir()
        (home / "pack.yaml").write_text(SOUND, encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load_packs(tmp_path)
    assert [fault.path for fault in refused.value.faults] == ["id", "id"]


def test_a_folder_without_packs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="文件夹中没有规则包"):
        load_packs(tmp_path)


def test_a_folder_without_the_first_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"没有 pack\.yaml"):
        load_pack(tmp_path)


# --- hostile files -------------------------------------------------------------------------------------------------

BOMB = 'a: &a ["x", "x"]\n' + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise("abcdefgh"))

HOSTILE = {
    "an alias bomb": (BOMB.encode(), 2, "不支持 YAML 的锚点和别名"),
    "a tab": (b"id: made_2024\npolicy:\n\tversion: '1'\n", 3, "缩进用了制表符（Tab），请改用空格"),
    "broken brackets": (f"{SOUND}units: [{{name: 甲\n".encode(), NEXT + 1, "YAML 格式有误"),
    "nested without end": (f"{SOUND}units: {'[' * 5000}".encode(), NEXT, "子项套了 60 层以上"),
    "another encoding": (SOUND.encode("gb18030"), 2, "文件不是 UTF-8 编码，请另存为 UTF-8"),
    "UTF-16": (SOUND.encode("utf-16"), 1, "文件不是 UTF-8 编码，请另存为 UTF-8"),
    "nothing": (b"", 1, "文件是空的"),
    "only a word": ("规则包".encode(), 1, "这里应是“名称: 值”的形式（现在是“规则包”）"),
    "two documents": (f"{SOUND}---\n{SOUND}".encode(), NEXT, "YAML 格式有误"),
    "control characters": (b"id: \x00made", 1, "不是可以读取的 YAML 文件"),
    "ten megabytes": (b"# " + b"x" * 10_000_000, 1, "文件超过 1 MB，不像是规则包"),
    "an object of Python": (
        SOUND.replace("made_2024", "!!python/object/apply:os.system [ls]").encode(),
        1,
        "这里应是一个值，不是列表或子项（现在是列表）",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_clearly(kind: str, tmp_path: Path) -> None:
    content, line, message = HOSTILE[kind]
    home = made(tmp_path)
    (home / "pack.yaml").write_bytes(content)
    faults = faults_of(home)
    assert message in faults[0].message
    assert faults[0].line == line


def test_a_file_as_large_as_allowed_is_read(tmp_path: Path) -> None:
    padding = "#" * (MAX_BYTES - len(SOUND.encode()) - 1)
    assert faults_of(made(tmp_path, f"{SOUND}{padding}\n")) == ()


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    home = made(tmp_path)
    (home / "pack.yaml").write_bytes(SOUND.encode("utf-8-sig"))
    assert faults_of(home) == ()


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    home = made(tmp_path)
    (home / "papers.yaml").mkdir()
    fault = only_fault(home)
    assert "打不开文件" in fault.message
