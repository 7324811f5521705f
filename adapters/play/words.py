"""The Chinese words of enumerations, arguments and events: what a timeline may say instead of the identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from domain.case import CaseKind
from domain.inspection.inspection import DRAW_NAMES, DrawOf, Outcome
from domain.inspection.planning import MODE_NAMES
from domain.inspection.recording import DataSource
from domain.organisation import ROLE_NAMES, UnitKind
from domain.papers import LedgerCode
from domain.policy import DUTY_NAMES, LEVEL_NAMES, Duty, Level
from domain.problem.claiming import REFUSAL_REASONS
from domain.problem.classification import AreaLevel, Mode, Scope, Severity, Stock
from domain.problem.looking_back import ReopenReason
from domain.problem.problem import Amendment, EvidenceKind
from domain.problem.rechecking import FOUR_CHECK_NAMES, FourCheck
from domain.problem.suspending import SUSPEND_REASONS, SuspendReason
from domain.sampling.drawing import REASON_NAMES, SubstitutionReason
from domain.supervision import VisitMode
from domain.write_side import KINDS

CASE_KINDS = tuple(kind for kind in KINDS if not kind.standing)

UNIT_KINDS = {
    UnitKind.CITY: ("市",),
    UnitKind.COUNTY: ("县", "区"),
    UnitKind.TOWN: ("镇", "乡镇", "乡", "街道"),
    UnitKind.VILLAGE: ("村", "社区"),
    UnitKind.GRID: ("网格",),
    UnitKind.OFFICE: ("办公室",),
    UnitKind.DEPARTMENT: ("部门",),
    UnitKind.GROUP: ("督查组", "督导组"),
}
FAILING = {
    FourCheck.CAUSE_CLEAR: "问题不查清",
    FourCheck.RECTIFIED: "整改不到位",
    FourCheck.EFFECT_MET: "成效不达标",
    FourCheck.PUBLIC_SATISFIED: "群众不满意",
}


def _one_each(names: Mapping[Any, str]) -> dict[Any, tuple[str, ...]]:
    return {value: (name,) for value, name in names.items()}


STAGES = {type(next(iter(kind.stage_names))): _one_each(kind.stage_names) for kind in KINDS if kind.stage_names}
"""For each kind of case: the stages it goes through."""

WORDS: dict[type[Enum], dict[Any, tuple[str, ...]]] = {
    **STAGES,
    UnitKind: UNIT_KINDS,
    type(next(iter(ROLE_NAMES))): _one_each(ROLE_NAMES),
    Duty: _one_each(DUTY_NAMES),
    Level: _one_each(LEVEL_NAMES),
    Mode: {Mode.IMMEDIATE: ("立行立改",), Mode.TIME_LIMITED: ("限期整改",)},
    Scope: {Scope.HOUSEHOLD: ("户内问题", "户内"), Scope.AREA: ("面上问题", "面上")},
    AreaLevel: {
        AreaLevel.COUNTY: ("县级", "县级层面"),
        AreaLevel.TOWN: ("镇级", "镇级层面"),
        AreaLevel.VILLAGE: ("村级", "村级层面"),
    },
    Severity: {Severity.ORDINARY: ("一般",), Severity.SERIOUS: ("较重",), Severity.MAJOR: ("重大",)},
    EvidenceKind: {
        EvidenceKind.VIDEO: ("视频",),
        EvidenceKind.AUDIO: ("录音",),
        EvidenceKind.IMAGE: ("图片", "照片"),
        EvidenceKind.DOC: ("文档",),
    },
    FourCheck: {check: (name, FAILING[check]) for check, name in FOUR_CHECK_NAMES.items()},
    type(next(iter(REFUSAL_REASONS))): _one_each(REFUSAL_REASONS),
    VisitMode: _one_each(MODE_NAMES),
    DrawOf: _one_each(DRAW_NAMES),
    Outcome: {Outcome.VISITED: ("已入户",), Outcome.NOT_REACHED: ("未见到",)},
    SubstitutionReason: _one_each(REASON_NAMES),
    DataSource: {DataSource.SYSTEM: ("系统抽取",), DataSource.INSPECTOR: ("督查人员采集",)},
    LedgerCode: {code: (code.value,) for code in LedgerCode},
    ReopenReason: {ReopenReason.REBOUND: ("反弹",), ReopenReason.FALSE: ("虚假整改",)},
    Amendment: {
        Amendment.VOID: ("作废",),
        Amendment.MERGE: ("合并",),
        Amendment.DUE_DATE: ("更正整改时限",),
    },
    SuspendReason: _one_each(SUSPEND_REASONS),
    Stock: {Stock.EXISTING: ("存量",), Stock.NEW: ("变量",)},
}
"""For each enumeration: value -> its words, the first of which is shown."""


def word_of(value: Enum) -> str:
    return WORDS[type(value)][value][0]


def kind_named(word: str) -> CaseKind | None:
    """The kind of case that a word means: problem, 问题, monitoring, 监测对象, ..."""
    return next((kind for kind in CASE_KINDS if word.strip() in (kind.name, kind.chinese)), None)


def value_of(cls: type[Enum], word: str) -> Any | None:
    """The value that a word or an identifier names, in any case of letters; None if there is none."""
    wanted = word.strip()
    for value, words in words_of(cls).items():
        if wanted.upper() in (value.name, str(value.value).upper()) or wanted in words:
            return value
    return None


def choices(cls: type[Enum]) -> list[str]:
    return [f"{value.name}（{words[0]}）" if words else value.name for value, words in words_of(cls).items()]


def words_of(cls: type[Enum]) -> Mapping[Any, tuple[str, ...]]:
    """The words of each value; none where the enumeration has only identifiers."""
    return WORDS.get(cls) or dict.fromkeys(cls, ())


ARGUMENTS = {
    # what was found
    "campaign": "专项行动",
    "category": "问题类型",
    "content": "问题内容",
    "scope": "问题范围",
    "severity": "严重程度",
    "place": "地点",
    "county": "县",
    "town": "镇",
    "village": "村",
    "area_level": "面上问题层级",
    "household_ref": "农户编号",
    "householder": "户主姓名",
    "household_kind": "户类型",
    "source": "问题来源",
    "stock": "存量变量",
    "tendency": "苗头倾向",
    "topics": "督查主题",
    "screened_by": "排查人",
    # whom it is given to, until when
    "unit": "责任单位",
    "leader": "责任领导",
    "person": "责任人",
    "mode": "整改方式",
    "due_on": "整改时限",
    "due_time": "时限时刻",
    "due_days": "几天内",
    "since": "起算日",
    "undated": "未定",
    "document": "发文字号",
    "statement": "说明",
    "claims_done": "自称已完成",
    # claiming, planning, rectifying
    "reason": "理由",
    "verification": "现场核实记录",
    "another_unit": "改交其他单位",
    "measures": "整改措施",
    "measure": "整改措施",
    "text": "内容",
    "cause": "问题原因",
    "effect": "整改成效",
    "measures_done": "完成的措施",
    "evidence": "佐证材料",
    "sha256": "哈希",
    "kind": "类别",
    "taken_at": "采集时间",
    "taken_by": "采集人",
    "new_due_on": "延长至",
    "signed_by": "签字人",
    # re-checking, closing, looking back
    "record": "记录",
    "failing": "不通过项",
    "four_checks": "四个不放过",
    "cause_clear": "问题查清",
    "rectified": "整改到位",
    "effect_met": "成效达标",
    "public_satisfied": "群众满意",
    "ok": "结论",
    "basis": "依据",
    "responsibility": "责任追溯",
    "ledger_vs_fact": "账实相符",
    "satisfaction": "满意度询问",
    "asked_by": "询问人",
    # campaigns and what their units owe
    "pack": "规则包",
    "within": "实施范围",
    "called": "专项行动名称",
    "basis_document": "依据文件",
    "starts_on": "开始日期",
    "ends_on": "结束日期",
    "phases": "阶段",
    "groups": "督查小组",
    "gaps": "职责分离缺口",
    "substitutes": "指定替代人",
    "leaving": "未报说明",
    "counts": "各村问题数",
    "lagging": "推进不力",
    "position": "日志位置",
    "struck_off": "不列入的村",
    "question": "请示问题",
    "number": "编号",
    "answer": "答复",
    "parts": "报告各部分",
    "tables": "附表",
    "signatures": "签字",
    "screened": "逐类排查结果",
    "file_sha256": "报告文件哈希",
    "from_units": "汇总哪些单位",
    "channel": "报送形式",
    # inspections
    "group": "督查小组",
    "area": "被督查地区",
    "first_on": "第一天",
    "last_on": "最后一天",
    "party": "督查人员",
    "visits": "进村安排",
    "visit": "进村安排",
    "towns": "抽查的镇",
    "theme": "督查主题",
    "categories": "督查内容",
    "what": "反映的情况",
    "draw": "抽样名称",
    "entries": "抽样框",
    "of": "抽样对象",
    "count": "抽取数量",
    "stratum": "类别",
    "drawn_out": "被替换的",
    "why": "替换原因",
    "remark": "替换说明",
    "party_size": "进村人数",
    "met": "入户情况",
    "interviews": "访谈",
    "tested_class": "人员类别",
    "tested": "测试人数",
    "result": "测试成绩",
    "ledgers": "查阅的台账",
    "showed": "查阅发现",
    "project": "项目",
    "ledger_agrees": "与台账相符",
    "answers": "逐项结果",
    "opinions": "满意度",
    "income_up": "收入增加户数",
    "income_same": "收入持平户数",
    "income_down": "收入下降户数",
    "collected": "采集的数据",
    "methods": "督查方式",
    "factual_basis": "事实依据",
    "rule": "政策依据",
    "guidance": "现场指导",
    "at_once_unit": "立行立改单位",
    "practice": "典型经验",
    "leaders": "参加的领导",
    "letter_no": "整改函文号",
    "addressee": "发往单位",
    "lines": "问题清单",
    "copies": "抄送",
    "progress": "整改情况",
    "found": "自查发现问题数",
    "circulated_in": "通报范围",
    "satisfaction_not_involved": "不涉及群众满意",
    "reached": "是否联系到",
    # correcting, merging, 暂缓, 举一反三, levels, paper, draws
    "target": "并入的问题",
    "units": "排查单位",
    "task": "排查任务",
    "finding": "发现的问题",
    "findings": "发现的问题",
    "review_on": "复查日",
    "next_review_on": "下次复查日",
    "level": "升级等级",
    "note": "意见",
    "decision": "线下的决定",
    "decider": "签批人",
    "signed_on": "签批日期",
    "scan_sha256": "扫描件哈希",
    "commitment": "封存值",
    "seed": "随机种子",
    # units and people
    "code": "名称",
    "parent": "上级单位",
    "name": "姓名",
    "title": "职务",
    "roles": "角色",
    "until": "截止日",
    "phone": "联系电话",
}
"""Argument of a command -> its Chinese name; a timeline may use either."""

EVENTS = {
    "organisation.unit_established": "设立单位",
    "organisation.person_appointed": "任职",
    "register.number_assigned": "编号",
    "campaign.opened": "开展专项行动",
    "campaign.phase_ended": "阶段到期",
    "campaign.speakers_proposed": "拟定表态发言名单",
    "campaign.speakers_approved": "审定表态发言名单",
    "campaign.question_asked": "请示",
    "campaign.question_answered": "答复请示",
    "campaign.closed": "结束专项行动",
    "report.owed": "应报成果",
    "report.screening_signed": "签认自查",
    "report.rolled_up": "汇总下级成果",
    "report.submitted": "报送成果",
    "report.delivery_confirmed": "签收成果",
    "report.returned": "退回成果",
    "report.reminded": "报送临期提醒",
    "report.overdue": "报送逾期催办",
    "inspection.planned": "制定督查计划",
    "inspection.visit_planned": "安排进村",
    "inspection.visit_dropped": "不再安排进村",
    "inspection.pledge_signed": "签署督查纪律承诺",
    "inspection.violation_reported": "反映督查人员违反纪律",
    "inspection.sample_seed_committed": "公布样本种子承诺",
    "inspection.frame_frozen": "冻结抽样框",
    "inspection.sample_drawn": "抽取样本",
    "inspection.sample_enlarged": "增抽",
    "inspection.sample_replaced": "替换样本",
    "inspection.visit_started": "进村",
    "inspection.household_visited": "入户调查",
    "inspection.interviewed": "座谈访谈",
    "inspection.knowledge_tested": "知识测试",
    "inspection.ledgers_read": "查阅资料",
    "inspection.project_checked": "项目核查",
    "inspection.checklist_answered": "逐村检查表",
    "inspection.opinions_recorded": "满意度和收入变化",
    "inspection.data_collected": "采集数据",
    "inspection.visit_completed": "办结本村督查",
    "inspection.finding_made": "督查发现问题",
    "inspection.good_practice_recorded": "记录典型经验",
    "inspection.on_site_finished": "结束实地督查",
    "inspection.views_exchanged": "交换意见",
    "inspection.letter_issued": "发出整改函",
    "inspection.self_check_ordered": "布置全域自查自纠",
    "inspection.letter_served": "签收整改函",
    "inspection.rectification_reported": "向督查组报告整改情况",
    "inspection.self_check_reported": "报告全域自查自纠",
    "inspection.look_back_ordered": "组织回头看",
    "inspection.look_back_reported": "报告回头看情况",
    "inspection.results_circulated": "通报督查结果",
    "inspection.finished": "督查办结",
    "inspection.reminded": "督查事项临期提醒",
    "inspection.overdue": "督查事项逾期催办",
    "register.visit_noted": "入户登记",
    "register.facts_noted": "采集登记",
    "problem.registered": "登记问题",
    "problem.screening_signed": "排查签字",
    "problem.dispatched": "交办",
    "problem.opening_stated": "期初接管",
    "problem.claimed": "认领",
    "problem.claim_refused": "不认领",
    "problem.claim_expired": "逾期未认领",
    "problem.refusal_upheld": "不认领理由成立",
    "problem.refusal_overturned": "责令认领",
    "problem.plan_submitted": "报送整改方案",
    "problem.plan_approved": "同意整改方案",
    "problem.plan_returned": "退回整改方案",
    "problem.rectification_started": "开始整改",
    "problem.progress_reported": "报告整改进展",
    "problem.evidence_added": "补充佐证材料",
    "problem.extension_requested": "申请延期",
    "problem.extension_granted": "同意延期",
    "problem.extension_denied": "不予延期",
    "problem.submitted_for_recheck": "申请销号",
    "problem.layer_passed": "复核通过",
    "problem.returned": "退回整改",
    "problem.closed": "销号",
    "problem.look_back_passed": "回头看正常",
    "problem.rebound_found": "回头看发现反弹",
    "problem.reopened": "重新整改",
    "problem.reminded": "临期提醒",
    "problem.escalation_reached": "达到升级等级",
    "problem.escalation_proposed": "提出升级建议",
    "problem.major_problem_reported": "重大问题专报",
    "problem.reassigned": "改派",
    "problem.found_untrue": "认定不属实",
    "problem.pause_requested": "申请暂缓",
    "problem.pause_denied": "不予暂缓",
    "problem.suspended": "暂缓整改",
    "problem.long_term_reviewed": "复查长期坚持事项",
    "problem.resumed": "恢复整改",
    "problem.submission_withdrawn": "撤回销号申请",
    "problem.contact_recorded": "联系农户",
    "problem.drawn_for_check": "抽中复核",
    "problem.layer_not_drawn": "未抽中",
    "problem.false_rectification_found": "发现虚假整改",
    "problem.corrected": "更正登记内容",
    "problem.amendment_requested": "申请更正作废合并",
    "problem.amendment_rejected": "不予确认",
    "problem.voided": "作废",
    "problem.merged": "并入其他问题",
    "problem.merge_received": "接收合并",
    "problem.due_date_corrected": "更正整改时限",
    "problem.deadline_reset": "时限重算",
    "problem.derived": "派生问题",
    "problem.sweep_opened": "布置举一反三排查",
    "problem.sweep_signed": "举一反三排查签字",
    "problem.escalation_approved": "批准升级措施",
    "problem.escalation_declined": "不批准升级措施",
    "problem.escalation_annotated": "批注升级",
    "problem.paper_decision_recorded": "线下签批补录",
    "problem.paper_decision_confirmed": "确认线下签批",
    "unit_record.refusal_unfounded": "不认领被责令认领",
    "check_pool.problem_entered": "进入抽查池",
    "check_pool.problem_left": "离开抽查池",
    "check_pool.seed_committed": "封存随机种子",
    "check_pool.drawn": "抽查",
}
"""Topic of an event -> its Chinese name."""

KEYS = {
    # of the file
    "title": "标题",
    "pack": "规则包",
    "packs": "规则包",
    "policy": "政策",
    "begins": "开始时间",
    "units": "单位",
    "people": "人员",
    "timeline": "时间线",
    "name": "名称",
    "kind": "类型",
    "parent": "上级",
    "id": "编号",
    "posts": "任职",
    # of a step
    "at": "时间",
    "by": "办理人",
    "do": "操作",
    "with": "参数",
    "case": "问题",
    "makes": "产生",
    "occurred_at": "发生时间",
    "reason": "补录原因",
    "expect": "预期",
    "check": "核对",
    "repeat": "重复",
    "problem": "设问题",
    "bring_to": "办到",
    "run_until": "运行到",
    "note": "备注",
    "stage": "阶段",
    "unit": "责任单位",
    "refused": "拒绝",
    # of a check
    "event": "事件",
    "never": "从未",
    "times": "次数",
    "until": "截至",
    "planned": "将发生",
    "not_planned": "不会发生",
    "supervising": "上级",
    "actor": "经办人",
    "summary": "汇总表",
    "campaign": "专项行动",
    "category": "问题类型",
    "rows": "行",
    "as_of": "时点",
    "known_at": "知悉时点",
    "count": "计数",
    "sampling": "抽样台账",
    "month": "月份",
    "villages": "已督查村数",
    "met": "已查户数",
    "floor": "应查户数",
    "short": "不足村数",
    "valid": "有效督查组数",
    "share": "覆盖率",
    "is": "为",
}
"""Key of a timeline -> its Chinese name; a timeline may use either."""

ALSO = {"案件": "case"}
"""A second Chinese name of a key: not every case is a problem."""

FACTS = {
    "stage": "阶段",
    "state": "状态",
    "level": "本轮升级等级",
    "highest_level": "最高升级等级",
    "highest_level_name": "最高升级等级名称",
    "levels": "各轮升级等级",
    "due": "时限",
    "due_on": "整改时限",
    "original_due_on": "原时限",
    "judged_due_on": "评定按期的时限",
    "owes": "应办事项",
    "overdue_wd": "逾期工作日",
    "overdue_days": "逾期天数",
    "overdue_spans": "逾期时段",
    "on_time": "按期",
    "completed_on": "完成日期",
    "closed_at": "销号时间",
    "extension_pending": "待批延期至",
    "claim_expired": "逾期未认领",
    "silent": "未认领待核实",
    "supervisor_late": "上级超时",
    "failed_rechecks": "复核不通过次数",
    "reopen_count": "重新整改次数",
    "problem_no": "问题编号",
    "campaign": "专项行动",
    "category": "问题类型代码",
    "category_name": "问题类型",
    "scope": "问题范围",
    "area_level": "面上问题层级",
    "place": "地点",
    "town": "镇",
    "village": "村",
    "householder": "户主姓名",
    "household_kind": "户类型",
    "source": "问题来源",
    "content": "问题内容",
    "measures": "整改措施",
    "leader": "责任领导",
    "person": "责任人",
    "unit": "责任单位",
    "result": "整改成效",
    "opening": "期初",
    "opening_claims_done": "期初称已整改",
    "unverified": "身份未核验",
}
"""What can be asserted of a problem -> its Chinese name; a timeline may use either."""

COLUMNS = {
    "found": "共排查",
    "closed": "已整改",
    "rectifying": "正在整改",
    "households": "户数",
    "members": "人数",
    "rate": "整改率",
    "on_time_rate": "按期整改率",
    "opening": "期初",
    "opening_claimed_done": "期初称已整改",
}
"""Column of the summary table -> its Chinese name; a timeline may use either."""
