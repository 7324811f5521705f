"""A refused command: a code for programs, a Chinese message for people, and the facts that say what to do next.

A refused command leaves no event in the case. A refusal that belongs to the procedure (不认领, 退回, 不予延期) is not
one of these: it is an accepted command and an event.
"""

from __future__ import annotations

from typing import Any

MESSAGES = {
    # the case and the command
    "unknown_case": "没有找到问题 {case}，请核对问题编号",
    "number_not_unique": "编号 {number} 不止一个案件（{kinds}），请写明类别或案件标识",
    "unknown_command": "没有“{command}”这个操作",
    "already_exists": "该{kind}已经登记过",
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
    "sod_3": "{name}在{unit}任{post}，督查本单位本村的须回避",
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
    "unknown_pack": "没有规则包“{pack}”，可用：{known}",
    "unknown_category": "没有问题类型“{category}”，可用：{known}",
    "text_missing": "{field}不能为空",
    "household_missing": "户内问题须写明所属农户",
    "household_unexpected": "面上问题不应填写农户",
    "due_missing": "没有整改时限：{hint}",
    "due_in_past": "整改时限 {due} 早于 {today}，请核对",
    "not_own_unit": "自查自纠只能登记本单位或下级单位的问题",
    "evidence_missing": "没有佐证材料：请先上传照片、文档等并登记其哈希",
    "bad_hash": "佐证材料的哈希应为 64 位十六进制 SHA-256，收到“{sha256}”",
    # campaigns and what their units owe
    "code_of_a_pack": "“{campaign}”是规则包的代号，以它开展的专项行动只能使用该规则包",
    "document_missing": "开展专项行动须写明依据文件的文号、发文单位和印发日期",
    "phase_backwards": "“{phase}”阶段的最后一天 {last} 早于第一天 {first}",
    "gap_without_substitute": "下列单位和环节没有可以办理的人，须先指定替代人：{gaps}",
    "reports_missing": "还有{count}件阶段成果没有报送：{titles}；确需结束的请写明情况",
    "report_part_missing": "《{title}》缺少{parts}，不能报送",
    "report_table_missing": "《{title}》须同时报送{tables}",
    "report_signature_missing": "《{title}》缺少{posts}签字，不能报送",
    "signer_of_another_unit": "{name}在{unit}没有任职，不能在其成果上签字",
    "signer_not_head": "{name}不是{unit}的主要负责同志，不能以“{post}”签字",
    "signed_twice": "《{title}》的几个签字须由不同的人签",
    "not_rolled_up": "《{title}》须先汇总下级单位已签字报送的成果",
    "nothing_to_roll_up": "{units}没有须报送的《{title}》，不能汇总",
    "source_not_signed": "{units}的《{title}》尚未签字报送，不能汇总",
    "unknown_channel": "没有“{channel}”这种报送形式，可用：{known}",
    "delivered_already": "{number} 的“{channel}”已经签收过",
    "own_proposal": "{name}拟定了名单，不能由本人审定",
    "own_report": "{name}代表的就是报送单位{unit}，不能签收或退回本单位的成果",
    "no_speakers_proposed": "没有待审定的表态发言名单，请先拟定",
    "not_on_the_list": "{village}不在拟定的名单中，名单为：{known}",
    "unknown_question": "没有第{number}号请示",
    "answered_already": "第{number}号请示已经答复",
    # inspections
    "inspection_backwards": "督查的最后一天 {last} 早于第一天 {first}",
    "campaign_closed": "专项行动“{campaign}”已经结束，不能再安排督查",
    "unknown_inspection_group": "本次行动没有“{group}”这个督查小组，现有：{known}",
    "area_of_another_group": "{group}不负责{area}，其负责区域为：{areas}",
    "party_missing": "督查计划须写明由谁去",
    "not_an_inspector": "{name}不是{group}的督查人员，请先编入该组",
    "village_outside": "{village}不在{area}范围内",
    "village_twice": "{village}在计划中出现了两次",
    "mode_not_used": "本次行动不采用{mode}",
    "visit_not_planned": "{number} 没有安排{village}，请先安排进村",
    "visit_begun": "{village}的督查已经开始",
    "visit_not_begun": "{village}的督查还没有开始，请先登记进村",
    "visit_completed": "{village}的督查已经办结",
    "visits_open": "还有村没有办结：{villages}",
    "not_of_the_party": "{name}没有参加{number}的这一项督查",
    "pledge_missing": "{names}还没有签署督查纪律承诺，不能进村",
    "party_too_small": "进村人数 {size} 少于安排的督查人员 {least} 人，请核对",
    "unknown_method": "没有“{method}”这种督查方式，可用：{known}",
    "draw_named_twice": "已经有一次抽样叫“{draw}”，请另取名称",
    "commitment_malformed": "种子承诺应为 64 位小写十六进制数",
    "seed_not_committed": "“{draw}”还没有公布种子承诺，请先公布再冻结抽样框",
    "frame_frozen_already": "“{draw}”的抽样框已经冻结，不能更改",
    "frame_not_frozen": "“{draw}”的抽样框还没有冻结",
    "drawn_already": "“{draw}”已经抽取过，只能增抽或替换",
    "not_drawn_yet": "“{draw}”还没有抽取",
    "count_missing": "请写明抽取多少个{what}",
    "redraw_reason_missing": "{villages}已经抽过样，再次抽样须写明理由，原样本仍然有效",
    "household_twice": "{village}的入户记录中同一户出现了两次",
    "household_visited_before": "{household} 已由 {by} 于 {on} 入户调查过，请勿重复入户；确需再去的须写明理由",
    "fact_asked_before": "{whom} 的 {facts} 本次行动中已经采集过，请直接引用，不再重复要数",
    "nobody_tested": "“{tested_class}”的测试人数须大于零",
    "unknown_item": "逐村检查表没有“{item}”这一项，现有：{known}",
    "opinions_exceed": "被询问的户数不能超过已入户的 {met} 户，满意户数不能超过被询问的户数",
    "finding_of_another_campaign": "问题所属的专项行动“{campaign}”不是本次督查的“{own}”",
    "not_ended_yet": "实地督查的结束日期 {last} 应在 {first} 至 {today} 之间",
    "no_leader_present": "交换意见须有{area}的主要负责同志或责任领导参加",
    "no_letter_here": "“{pack}”不发整改函，问题由办公室直接交办",
    "views_not_exchanged": "{number} 还没有与被督查单位交换意见，不能发整改函",
    "copy_missing": "整改函和问题清单必须同时抄送：{copies}",
    "not_a_finding": "{numbers}不是本次督查发现的问题，或在清单中重复",
    "finding_not_listed": "本次督查发现的{numbers}没有列入问题清单",
    "not_of_the_area": "{name}不是被督查的{area}的人员",
    "no_self_check_ordered": "{number} 没有布置全域自查自纠，或已经报告",
    "no_look_back_ordered": "{number} 没有组织回头看，或已经报告",
    "problems_open": "督查发现的{numbers}尚未整改销号，不能办结",
    "letter_missing": "{number} 的整改函还没有发出并签收，不能办结",
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
    "satisfaction_by_submitter": "群众满意度须由申请销号以外的人询问",
    "responsibility_missing": "须回答责任追溯（不涉及责任问题的也要写明并签字）",
    "ledger_vs_fact": "账实不符，不能销号",
    "verification_missing": "认定问题是否存在须有签字的现场核实记录",
    # referring to discipline inspection
    "misconduct_nowhere": "登记违纪违规线索须写明问题所在的县、镇或村",
    "concerned": "{name}属于或领导移交事项所涉单位，不能{command}；请由上一级办理",
    "second_signature": "{name}已在不予移交上签字，须由另一人会签",
    "mandatory_unverified": "{kind}一律移交；不予移交须附“不存在责任、作风、腐败问题”的核实记录，并由两人签字",
    "list_missing": "移交须附移交清单，至少列明一项材料",
    "no_discipline_there": "{unit}没有纪检监察人员任职，请核对接收单位",
    "consequences_missing": "处理结果至少要写明一项处理",
    "consequence_on_whom": "“{sanction}”须写明是对哪个单位或哪个人作出的，只写其中一个",
    # archives
    "bad_quarter": "“{period}”不是季度，请写成 2018Q3 的形式",
    "archive_empty": "没有任何材料，不能归集或移交",
    "filed_already": "{kind}（哈希 {sha256}…）已归集过",
    "receipt_by_number_only": "移交回执只归集编号，不得附内容",
    "arose_after_all": "{kinds}已有材料归集，不能写“本季度未发生”",
    "own_hand_over": "{name}办理了移交或汇总，不能自己签收",
    "nothing_received": "{year}年度没有已签收的季度档案，不能汇总",
    "no_such_hold": "没有第{hold}号保留",
    "still_held": "第{hold}号保留所依据的事项尚未办结，不能解除",
    # recurring duties
    "unknown_duty": "本专项行动没有常态职责“{duty}”，可用：{known}",
    "duty_of_another_level": "“{what}”由{post}承担，不能落实到{unit}",
    "another_village": "只计对包联村“{village}”的走访",
    "visited_missing": "须写明走访了哪些{of}",
    "unknown_paper": "“{paper}”不是本职责的佐证资料，可用：{known}",
    "outside_duty": "{period}不在本职责已开始的周期内（当前为{current}），不能记录",
    # clues and reconciliation
    "problem_missing": "结论为“属实，已登记问题”的，须写明已登记的问题",
    "nothing_compared": "没有可核对的行，不能报告对账结果",
    "another_check": "不符项属于“{check}”核对，本次为“{wanted}”核对，请分别报告",
    # treatment
    "nobody_treated": "没有写明对哪些单位或人员作出处理",
    "treated_whom": "“{treatment}”须写明是对哪个单位或哪个人作出的，只写其中一个",
    "own_treatment": "{name}就在{unit}，不能对本单位或本单位人员作出处理；请由上一级作出",
    # households at risk
    "sod_10": "{name}登记或提供了这条线索，不能再{command}（线索人与县级审定人不得为同一人）",
    "sod_own_case": "{name}在本监测对象中办理过核实、审核或提出风险消除，不能再{command}；须由其他人审定",
    "household_has_open_case": "该户已有监测对象 {number}，一户同时只能有一个；新情况请登记在 {number} 名下",
    "not_a_village": "“{unit}”不是乡镇所辖的村（社区），请核对",
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


BY_AUTHORITY = frozenset(
    {
        "not_permitted",
        "out_of_reach",
        "own_work",
        "own_level",
        "own_proposal",
        "own_report",
        "level_too_low",
        "concerned",
        "second_signature",
        "own_hand_over",
        "own_treatment",
    }
)


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


class Withheld(Refused):
    """He may not even know that the case exists: told what is said of a case that is not there, and audited."""

    def __init__(self, case: Any) -> None:
        super().__init__("unknown_case", case=case)

    @property
    def by_authority(self) -> bool:
        return True
