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
    "sod_6": "{name}提出了申请，不能再由本人{command}；须由第二人办理",
    "sod_7": "{name}签批了本问题的销号，不能再作回头看",
    "out_of_reach": "{name}只能办理{acting}所辖范围内的事项，{unit}不在其中",
    "own_level": "{name}所在的{unit}就是被督办的单位，不能决定对自己的升级措施",
    "level_too_low": "{name}的层级不够：{act}须由{level}及以上的办公室办理（分级销号）",
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
    "same_unit": "{unit}就是现在的责任单位，不用改派",
    # correcting, voiding, merging
    "nothing_to_correct": "没有写明要更正什么",
    "amendment_pending": "已有一件更正、作废或合并申请待第二人确认",
    "no_amendment_pending": "没有待确认的更正、作废或合并申请",
    "closed_before": "{number} 曾经签批销号，不能作废",
    "level_has_fired": "已经催办，整改时限不能再按笔误更正；如需延长请申请延期",
    "nothing_moves": "{number} 没有因日历变化而需要重算的时限",
    "merge_in_circle": "不能与 {number} 合并：两件问题互为派生或就是同一件",
    "merge_into_closed": "{number} 已销号，不能并入；再次发生的按反弹处理",
    "merge_not_open": "{number} 不是本专项行动中未办结的问题，不能并入",
    "merge_other_matter": "{number} 的问题类型、地点或农户不同，不能并入",
    "merge_has_children": "本问题还有未办结的派生问题，不能并入其他问题",
    # 暂缓, 长期坚持
    "pause_limit": "截止日 {until} 不合要求：须晚于今天且不超过{max_days}天",
    "no_pause_pending": "没有待批的暂缓或长期坚持申请",
    "review_outside": "复查日 {review_on} 须在今天之后、{until} 之前",
    # the draw of a layer
    "bad_commitment": "随机种子的封存值应为 64 位十六进制 SHA-256，收到“{commitment}”",
    "pool_empty": "{number} 没有待抽查的问题",
    # sampling and thresholds
    "frame_empty": "抽样框是空的，没有可抽的对象；请先导入名单",
    "frame_doubled": "抽样框中编号“{id}”重复，请去重后再冻结",
    "frame_unclean": "抽样框中的 {text} 不能使用：不能为空，首尾不能有空格，不能含换行、制表符；类别和属性名不能含等号",
    "frame_changed": "名单与冻结的抽样框不一致（冻结时 {recorded}，现为 {given}）；请使用冻结时的名单",
    "attribute_missing": "抽样框中“{id}”缺少“{attribute}”，不能分组抽取；请补齐后重新冻结",
    "seed_malformed": "随机种子应为 64 位小写十六进制数",
    "seed_mismatch": "公布的种子与事先公布的承诺 {committed} 不符，抽样无效；请公布原来的种子",
    "unknown_group": "抽样框中没有“{group}”这一组，现有：{known}",
    "not_a_quota": "“{stratum}”不是{label}抽样规定了户数的类别，不能指定增抽",
    "not_drawn": "“{id}”不在现有样本中，不能替换；请核对编号",
    "nobody_left": "{label}中已没有未抽过的对象，不能再抽；请如实说明样本不足的原因",
    "sample_short": "抽样不足，不能办结：{message}；请增抽后再办结",
    "interview_missing": "访谈不足，不能办结：{message}；请补充访谈后再办结",
    "bad_figures": "“{label}”的数字有误：{what}；请核对来源数据",
    # 举一反三
    "sweep_without_units": "没有写明由哪些单位排查",
    "sweep_asked_already": "{unit} 已有一项未签字的排查任务",
    "sweep_of_another_unit": "{name}不是{unit}的人员，不能代其签字",
    "no_sweep_asked": "没有布置给{unit}的未签字排查任务",
    "sweeps_open": "举一反三排查尚未签字：{units}（没有发现的也要签零报告）",
    "children_open": "派生问题尚未办结：{numbers}",
    # levels and paper
    "level_not_proposed": "没有待批的“{level}”建议",
    "level_not_reached": "没有达到过“{level}”，无从批注",
    "decided_on_the_referral": "移交纪检监察须在移交件上办理",
    "not_on_paper": "“{command}”不是可以线下签批后补录的决定",
    "paper_entered_by_decider": "{name}就是签批人，补录须由另一人办理；本人可以直接办理",
    "no_paper_to_confirm": "没有待{name}确认的线下签批",
    # planning
    "measures_missing": "整改方案至少要有一条整改措施",
    "measure_incomplete": "第{number}条措施缺少{what}",
    "measure_after_due": "第{number}条措施的期限 {measure_due} 晚于整改时限 {due}",
    "plan_copied": "有一条措施与问题 {problem_no} 的原文完全相同（上下一般粗），请结合本单位实际重写",
    "alike_plan_unexplained": "方案有一条措施与问题 {problem_no} 的文字相似{percent}%（上下一般粗），同意须写明理由",
    "due_after_cap": "方案提出的时限 {proposed} 晚于交办时限 {due}，如需延长请申请延期",
    # extension
    "extension_incomplete": "申请延期须写明原因和明确的延长时限",
    "extension_not_later": "延长时限 {new_due} 必须晚于今天和原时限 {due}",
    "extension_limit": "同一问题只能申请一次延期且不超过{max_days}天；再次或更长的延期只有领导小组组长可以办理",
    "extension_pending": "已有一件延期或暂缓申请待批",
    "no_extension_pending": "没有待批的延期申请",
    # rectifying, re-checking, closing
    "measures_open": "第{numbers}条措施尚未完成，不能申请销号",
    "signature_missing": "缺少{who}签字（谁整改谁负责）",
    "unknown_measure": "没有第{number}条措施",
    "check_failed": "四个不放过中“{failing}”未通过，不能销号；请用退回整改",
    "basis_missing": "“{check}”须写明依据",
    "no_failing_check": "退回须指明四个不放过中哪一项不通过",
    "not_involved_refused": "只有面上问题的“群众满意”可以不涉及，且须写明理由",
    "not_involved_unconfirmed": "“群众满意”不涉及的，须由复核人在复核时确认",
    "not_reached_too_few": "由亲属或村民代表代答，须先在{needed}个不同的日子联系农户未果，现有{have}天",
    "satisfaction_missing": "户内问题须写明由谁、以何种方式询问群众是否满意",
    "satisfaction_basis_unknown": "满意度的询问方式须写明：{ways}",
    "satisfaction_by_submitter": "群众满意度须由申请销号以外的人询问",
    "responsibility_missing": "须回答责任追溯（不涉及责任问题的也要写明并签字）",
    "ledger_vs_fact": "账实不符，不能销号",
    "verification_missing": "认定问题是否存在须有签字的现场核实记录",
    # personal data
    "unknown_subject": "保险库里没有对象“{subject}”的内容，请核对编号",
    "key_destroyed": "对象“{subject}”的个人信息已依法销毁，不能再写入它的内容",
    "erased_already": "该对象的个人信息已于 {on} 依法销毁",
    "hold_stands": "不能销毁：该对象仍有保全{holds}，须先由档案人员解除",
    "unknown_hold": "没有第{number}号保全，或已经解除",
    "case_under_way": "不能销毁：问题 {problems} 尚未办结",
    "retention_runs": "不能销毁：问题 {problem_no} 的保管期限未满（{period}）",
    "names_not_permitted": "{name}无权查看这些农户的姓名和内容；须由所在乡镇、村或上级的办理人员查看",
    "access_log_not_permitted": "{name}无权查看访问日志；须由隐私保护专员或问责审查人员查看",
}


BY_AUTHORITY = frozenset({"not_permitted", "out_of_reach", "own_work", "own_level", "level_too_low"})


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
        return self.code in BY_AUTHORITY or self.code.startswith("sod_")
