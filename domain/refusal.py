"""A refused command: a code for programs, a Chinese message for people, and the facts that say what to do next.

A refused command leaves no event in the case. A refusal that belongs to the procedure (不认领, 退回, 不予延期) is not
one of these: it is an accepted command and an event.
"""

from __future__ import annotations

from typing import Any

MESSAGES = {
    # the case and the command
    "unknown_case": "没有找到问题 {case}，请核对问题编号",
    "already_exists": "该问题已经登记过",
    "same_id_other_body": "同一命令号 {command_id} 已用于内容不同的操作，请换一个命令号",
    "wrong_stage": "问题 {problem_no} 目前处于“{stage}”，不能{command}；此操作只在“{allowed}”时可用",
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
    # personal data
    "unknown_subject": "保险库里没有对象“{subject}”的内容，请核对编号",
    "erased_already": "该对象的个人信息已于 {on} 依法销毁",
    "hold_stands": "不能销毁：该对象仍有保全{holds}，须先由档案人员解除",
    "unknown_hold": "没有第{number}号保全，或已经解除",
    "case_under_way": "不能销毁：问题 {problems} 尚未办结",
    "retention_runs": "不能销毁：问题 {problem_no} 的保管期限未满（{period}）",
    "names_not_permitted": "{name}无权查看这些农户的姓名和内容；须由所在乡镇、村或上级的办理人员查看",
    "access_log_not_permitted": "{name}无权查看访问日志；须由隐私保护专员或问责审查人员查看",
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
