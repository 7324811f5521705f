"""A refused command: a code for programs, a Chinese message for people, and the facts that say what to do next.

A refused command leaves no event in the case. A refusal that belongs to the procedure (不认领, 退回, 不予延期) is not
one of these: it is an accepted command and an event.
"""

from __future__ import annotations

from typing import Any

MESSAGES = {
    # the case and the command
    "unknown_case": "没有找到问题 {case}，请核对问题编号",
    "unknown_command": "没有“{command}”这个操作",
    "already_exists": "该问题已经登记过",
    "same_id_other_body": "同一命令号 {command_id} 已用于内容不同的操作，请换一个命令号",
    "wrong_stage": "{kind} {number} 目前处于“{stage}”，不能{command}；此操作只在“{allowed}”时可用",
    "decision_backdated": "决定类操作不能倒填时间；线下签批请按线下签批补录",
    "in_the_future": "发生时间 {occurred} 晚于录入时间 {recorded}，请核对",
    "late_reason_missing": "补录以前发生的事项须说明补录原因",
    "calendar_not_covered": "{message}",
    # people and permission
    "unknown_person": "没有找到人员“{person}”，请先导入人员名册",
    "unit_in_itself": "{parent}就是{unit}或其下级，不能作{unit}的上级单位",
    "unknown_unit": "没有找到单位“{unit}”，请先导入人员名册",
    "not_permitted": "{name}（{roles}）无权{command}；须由{who}办理",
    "sod_1": "{name}是本次整改的{acted}，不能再{command}（申请、复核、销号须由三个不同的人办理）",
    "sod_2": "{name}所在的{unit}就是责任单位，不能进行第{layer}层复核",
    "sod_4": "{name}属于不认领的单位或是问题登记人，不能裁定不认领；须由其他单位的人核实",
    "sod_5": "{name}所在的{unit}就是责任单位，不能审批自己的延期",
    "sod_7": "{name}签批了本问题的销号，不能再作回头看",
    "out_of_reach": "{name}只能办理{acting}所辖范围内的事项，{unit}不在其中",
    "own_work": "{name}提交了整改方案，不能审批自己的方案",
    # registering and dispatching
    "unknown_campaign": "没有找到专项行动“{campaign}”",
    "unknown_category": "没有问题类型“{category}”，可用：{known}",
    "text_missing": "{field}不能为空",
    "household_missing": "户内问题须写明所属农户",
    "household_unexpected": "面上问题不应填写农户",
    "due_missing": "没有整改时限：{hint}",
    "due_in_past": "整改时限 {due} 早于 {today}，请核对",
    "not_own_unit": "自查自纠只能登记本单位或下级单位的问题",
    "evidence_missing": "没有佐证材料：请先上传照片、文档等并登记其哈希",
    "bad_hash": "佐证材料的哈希应为 64 位十六进制 SHA-256，收到“{sha256}”",
    # planning
    "measures_missing": "整改方案至少要有一条整改措施",
    "measure_incomplete": "第{number}条措施缺少{what}",
    "measure_after_due": "第{number}条措施的期限 {measure_due} 晚于整改时限 {due}",
    "due_after_cap": "方案提出的时限 {proposed} 晚于交办时限 {due}，如需延长请申请延期",
    # extension
    "extension_incomplete": "申请延期须写明原因和明确的延长时限",
    "extension_not_later": "延长时限 {new_due} 必须晚于今天和原时限 {due}",
    "extension_limit": "同一问题只能申请一次延期且不超过{max_days}天；再次或更长的延期只有领导小组组长可以办理",
    "extension_pending": "已有一件延期申请待批",
    "no_extension_pending": "没有待批的延期申请",
    # rectifying, re-checking, closing
    "measures_open": "第{numbers}条措施尚未完成，不能申请销号",
    "signature_missing": "缺少{who}签字（谁整改谁负责）",
    "unknown_measure": "没有第{number}条措施",
    "check_failed": "四个不放过中“{failing}”未通过，不能销号；请用退回整改",
    "basis_missing": "“{check}”须写明依据",
    "no_failing_check": "退回须指明四个不放过中哪一项不通过",
    "not_involved_refused": "只有面上问题的“群众满意”可以不涉及，且须写明理由",
    "satisfaction_missing": "户内问题须写明由谁、以何种方式询问群众是否满意",
    "satisfaction_by_submitter": "群众满意度须由申请销号以外的人询问",
    "responsibility_missing": "须回答责任追溯（不涉及责任问题的也要写明并签字）",
    "ledger_vs_fact": "账实不符，不能销号",
    "verification_missing": "裁定不认领须有签字的现场核实记录",
    # households at risk
    "sod_10": "{name}登记或提供了这条线索，不能再{command}（线索人与县级审定人不得为同一人）",
    "sod_own_case": "{name}在本监测对象中办理过核实、审核或提出风险消除，不能再{command}；须由其他人审定",
    "household_has_open_case": "该户已有监测对象 {number}，一户同时只能有一个；新情况请登记在 {number} 名下",
    "not_in_a_village": "“{unit}”不是乡镇所辖的村（社区），请写农户所在的村",
    "risk_missing": "请至少写明一项返贫致贫风险",
    "clue_problem_missing": "线索来源是问题的，须指明已登记的那个问题",
    "clue_of_other_campaign": "问题 {number} 属于专项行动“{campaign}”，线索请登记在同一专项行动",
    "clue_of_other_household": "问题 {number} 是另一户的问题，请核对农户编号",
    "consent_missing": "监测对象 {number} 尚未签订承诺授权，不能比对其数据；请先由村里签订",
    "not_a_department": "“{unit}”不是部门，数据比对由行业部门办理",
    "second_worker_missing": "入户核实须两人：除{name}外，还要写明另一名基层人员",
    "not_a_field_worker": "{name}在{village}没有村干部、驻村工作队、网格员或帮扶联系人职务，不能作为第二名核实人",
    "members_missing": "请写明家庭成员",
    "member_doubled": "家庭成员编号有重复：{members}",
    "unknown_member": "没有编号为“{member}”的家庭成员，现有：{known}",
    "verified_negative": "监测对象 {number} 核实结果为不符合，不能评议；请不予纳入，或重新核实",
    "votes_do_not_add_up": "评议票数有误：到会{attendance}人，计票{counted}人",
    "step_missing": "按“{procedure}”程序，{step}之前还缺：{missing}",
    "step_done": "按“{procedure}”程序，{step}已全部完成，其后为：{ahead}",
    "notice_running": "监测对象 {number} 正在公示，{until} 24时期满",
    "no_notice_to_sign": "监测对象 {number} 没有期满待签字确认的公示",
    "objection_too_late": "监测对象 {number} 的公示已期满，公示期内没有这项异议；请按新线索或信访反映",
    "not_for_the_public": "公示公告中不得出现{what}，请删去或遮盖后再发",
    "class_does_not_fit": "户类型为“{kind}”，不能审定为“{monitor_class}”，请核对",
    "entry_day_wrong": "录入日期 {entered_on} 应在审定日 {approved_on} 之后、今天 {today} 以前",
    "member_without_entry": "一户一方案须覆盖每名成员，还缺：{members}（没有措施的也要列出）",
    "risk_without_measure": "风险“{risk}”（成员：{member}）没有对应的帮扶措施",
    "aid_belongs_to_case": "该户是监测对象 {number}，帮扶请登记在 {number} 名下",
    "stable_in_future": "收入稳定的起始日 {since} 晚于今天 {today}",
    "not_stable_yet": "收入自 {since} 起稳定未满{months}个月，{reached_on} 起才能提出风险消除",
    "household_without_labour": "监测对象 {number} 整户无劳动能力，不作风险消除，应持续落实兜底保障",
    "acknowledgement_missing": "风险消除须问农户是否认可：写明由谁、以何种方式询问（监测对象 {number}）",
    "household_disagrees": "监测对象 {number} 的农户不认可风险消除，不能同意；请不同意风险消除，继续帮扶",
    "alerts_do_not_add_up": "比对预警有误：共比对{compared}户，预警{alerts}户（每户只列一次）",
    "nobody_attended": "月会商须写明到会人数",
    "not_a_case_of_the_place": "没有找到{unit}辖区内的监测对象 {case}",
    "case_is_over": "监测对象 {number} 已终结，不再研判",
    "asked_by_party": "农户是否认可须由提出人、审定人以外的人询问（监测对象 {number}）",
}


class Refused(Exception):
    """A command was refused. ``code`` is stable, ``message`` is Chinese, ``facts`` say what it was about."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts
        self.message = MESSAGES[code].format(**facts)
        super().__init__(f"{code}: {self.message}")

    @property
    def by_authority(self) -> bool:
        """Whether it belongs in the audit log: a refusal by authority or by separation of duties."""
        return self.code in ("not_permitted", "out_of_reach", "own_work") or self.code.startswith("sod_")
