"""A command is built from its name and its arguments, as a timeline or `duban do` writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
import pytest
import yaml

from adapters.play.cast import with_entry
from adapters.play.commands import (
    COMMANDS,
    EVERY_MEASURE,
    Names,
    arguments_of,
    build,
    command_named,
    completed,
    from_words,
)
from adapters.play.nodes import Misread, text_of
from adapters.play.words import ARGUMENTS
from adapters.play.world import stand_in
from domain.authority import ACTS
from domain.measures import Depth
from domain.monitoring_case.monitoring_case import ClueSource, Risk, RiskKind
from domain.monitoring_case.verifying import MemberDraft, RecordMembers, RegisterClue
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.problem.carrying_out import AnswerRequest, CompleteMeasure
from domain.problem.claiming import Claim, OverturnRefusal, RefusalReason, RefuseClaim
from domain.problem.classification import Mode, Scope, Severity
from domain.problem.closing import ApproveClose, Check, Satisfaction
from domain.problem.finding import Finding
from domain.problem.planning import BranchDraft, MeasureDraft, SubmitPlan
from domain.problem.problem import Evidence, EvidenceKind, Place
from domain.problem.rechecking import FourCheck, ReturnRectification
from domain.problem.rectifying import AddEvidence, RequestExtension, SubmitForRecheck
from domain.problem.registering import Dispatch, RegisterProblem, RegisterSelfFound
from domain.write_side import KIND_OF
from tests.play.stage import packs, timeline

ORGANISATION = timeline("- {at: 2018-09-10, note: 无}\n").cast.organisation()
NAMES = Names(ORGANISATION, packs(), "heyuan_2018")

HOLDS = Check(True, "复核属实")
CLUE = "source: 农户自主申报, household_ref: 户1, householder: 张某, village: 甲镇, detail: 自付费用大, "


def written(command: str, arguments: str, names: Names = NAMES) -> Any:
    return build(command_named(command), yaml.compose(f"{{{arguments}}}"), names)


BUILT = {
    "people by name": (written("认领", "leader: 副镇长, person: p"), Claim("d", "p")),
    "arguments in Chinese": (written("认领", "责任领导: 副镇长, 责任人: 干事"), Claim("d", "p")),
    "one value for a list": (
        written("submit_for_recheck", "effect: 好, signed_by: d, measures_done: 1"),
        SubmitForRecheck("好", ("d",), (1,)),
    ),
    "all measures": (
        written("SubmitForRecheck", "effect: 好, measures_done: 全部"),
        SubmitForRecheck("好", measures_done=EVERY_MEASURE),
    ),
    "a value in Chinese": (
        written("不认领", "reason: 不属本辖区, statement: 无此事"),
        RefuseClaim(RefusalReason.NOT_IN_AREA, "无此事"),
    ),
    "what is not passed over": (
        written("复核退回", "failing: [成效不达标, 群众满意, rectified], reason: 差"),
        ReturnRectification((FourCheck.EFFECT_MET, FourCheck.PUBLIC_SATISFIED, FourCheck.RECTIFIED), "差"),
    ),
    "a date": (written("交办", "unit: 甲镇, due: 2018-09-28"), Dispatch("甲镇", due_on=date(2018, 9, 28))),
    "a date in Chinese": (
        written("交办", "unit: 甲镇, due: 2018年9月28日"),
        Dispatch("甲镇", due_on=date(2018, 9, 28)),
    ),
    "a date with a time": (
        written("交办", "unit: 甲镇, due: 2022-08-31 12:00"),
        Dispatch("甲镇", due_on=date(2022, 8, 31), due_time=time(12)),
    ),
    "a time apart, which YAML takes for a number": (
        written("交办", "unit: 甲镇, due_on: 2022-08-31, due_time: 12:00"),
        Dispatch("甲镇", due_on=date(2022, 8, 31), due_time=time(12)),
    ),
    "days": (
        written("交办", "unit: 甲镇, due: 10天内, since: 2018-09-01"),
        Dispatch("甲镇", due_days=10, since=date(2018, 9, 1)),
    ),
    "no date": (written("交办", "unit: 甲镇, mode: 限期整改, due: 未定"), Dispatch("甲镇", undated=True)),
    "no value": (
        written("责令认领", "verification: 有, leader: d, person: p, due: 无"),
        OverturnRefusal("有", "d", "p"),
    ),
    "nothing at all": (written("申请延期", ""), RequestExtension()),
    "measures as texts": (
        written("报送整改方案", "measures: [修路, {text: 养护, person: 干事, due_on: 2018-09-20}]"),
        SubmitPlan((MeasureDraft("修路"), MeasureDraft("养护", "p", date(2018, 9, 20)))),
    ),
    "a measure of a kind, asked of a department": (
        written("报送整改方案", "measures: [{内容: 检测水质, 措施种类: 协调有关部门, 责任单位: 乙镇, 治标治本: 治本}]"),
        SubmitPlan((MeasureDraft("检测水质", kind="协调有关部门", unit="乙镇", depth=Depth.ROOT),)),
    ),
    "posts in villages": (
        written(
            "报送整改方案",
            "measures: [{text: 走访, 岗位: [第一书记, 驻村工作队]}], 问题原因: 未走访, 原因分类: 工作不细致",
        ),
        SubmitPlan((MeasureDraft("走访", posts=("第一书记", "驻村工作队")),), cause="未走访", cause_class="工作不细致"),
    ),
    "what follows from an appraisal": (
        written(
            "报送整改方案",
            "measures: [{text: 鉴定, 措施种类: 重新鉴定, 各种鉴定结论: [{鉴定结论: 安全}, "
            "{鉴定结论: D级, 内容: 改造, 责任单位: 乙镇, 责任人: 干事, 完成天数: 10}]}]",
        ),
        SubmitPlan(
            (
                MeasureDraft(
                    "鉴定",
                    kind="重新鉴定",
                    branches=(BranchDraft("安全"), BranchDraft("D级", "改造", "乙镇", "p", 10)),
                ),
            )
        ),
    ),
    "a measure done": (
        written("完成措施", "第几条措施: 2, 参训人数: 42, evidence: 签到表"),
        CompleteMeasure(2, (Evidence(sha256("签到表".encode()).hexdigest()),), attendance=42),
    ),
    "a request answered": (
        written("答复协调事项", "第几条措施: 3, 答复: 合格, 文件: 水函〔2018〕2号"),
        AnswerRequest(3, "合格", "水函〔2018〕2号"),
    ),
    "evidence as a text": (
        written("补充佐证材料", "evidence: 照片"),
        AddEvidence((Evidence(sha256("照片".encode()).hexdigest()),)),
    ),
    "evidence in full": (
        written("补充佐证材料", f"evidence: [{{sha256: {'a' * 64}, kind: 照片}}, {'b' * 64}]"),
        AddEvidence((Evidence("a" * 64, EvidenceKind.IMAGE), Evidence("b" * 64))),
    ),
    "four checks at once": (
        written("同意销号", "four_checks: 复核属实"),
        ApproveClose(HOLDS, HOLDS, HOLDS, HOLDS, "不涉及责任问题"),
    ),
    "three checks and one apart": (
        written("同意销号", "four_checks: 复核属实, public_satisfied: {ok: 不涉及, basis: 路面问题}, 责任追溯: 已约谈"),
        ApproveClose(HOLDS, HOLDS, HOLDS, Check(None, "路面问题"), "已约谈"),
    ),
    "a check that fails": (
        written("同意销号", "four_checks: 复核属实, effect_met: false, satisfaction: {asked_by: 组员, basis: 当面}"),
        ApproveClose(
            HOLDS, HOLDS, Check(False, "不通过"), HOLDS, "不涉及责任问题", satisfaction=Satisfaction("i", "当面")
        ),
    ),
    "what was found": (
        written("登记问题", "category: 资金使用率, content: 资金闲置, place: 甲镇, severity: 重大"),
        RegisterProblem(Finding("heyuan_2018", "H6", "资金闲置", severity=Severity.MAJOR, place=Place("东县", "甲镇"))),
    ),
    "a household's problem": (
        written("登记问题", "category: H1, content: 漏雨, household_ref: 户1, householder: 张某"),
        RegisterProblem(
            Finding("heyuan_2018", "H1", "漏雨", scope=Scope.HOUSEHOLD, household_ref="户1", householder="张某")
        ),
    ),
    "the place of the unit": (
        written("自查自纠登记", "category: H1, content: 漏雨, unit: 乙镇, leader: y, person: y, mode: 立行立改"),
        RegisterSelfFound(
            Finding("heyuan_2018", "H1", "漏雨", place=Place("东县", "乙镇")), "乙镇", "y", "y", Mode.IMMEDIATE
        ),
    ),
    "a household at risk, with what comes by default": (
        written("登记风险线索", CLUE + "risks: [因病, {kind: 因学, member: 4}]"),
        RegisterClue(
            ClueSource.SELF_REPORT,
            "户1",
            "张某",
            "甲镇",
            (Risk(RiskKind.MEDICAL), Risk(RiskKind.EDUCATION, "4")),
            "自付费用大",
            campaign="heyuan_2018",
        ),
    ),
    "members by what is said of them": (
        written("登记家庭成员变动", "members: [户主, {details: 女儿, under_age: 是}], reason: 核对"),
        RecordMembers((MemberDraft("户主"), MemberDraft("女儿", under_age=True)), "核对"),
    ),
    "a unit": (
        written("设立单位", "code: 一村, kind: 村, parent: 甲镇"),
        EstablishUnit("一村", UnitKind.VILLAGE, "甲镇"),
    ),
    "a post": (
        written("任职", "person: z, name: 书记, title: 书记, unit: 甲镇, roles: [HEAD, 联络员]"),
        AppointPerson("z", "书记", "书记", "甲镇", (Role.HEAD, Role.LIAISON)),
    ),
}


@pytest.mark.parametrize("what", BUILT)
def test_arguments_may_be_written_as_people_write_them(what: str) -> None:
    command, expected = BUILT[what]
    assert command == expected


@pytest.mark.parametrize("name", ["grant_extension", "同意延期", "GrantExtension", " 同意延期 "])
def test_a_command_has_an_identifier_and_a_chinese_name(name: str) -> None:
    assert command_named(name).name == "grant_extension"


def test_every_command_of_the_domain_can_be_given() -> None:
    known = {name.command for name in COMMANDS}
    assert known >= {*KIND_OF, *(act.command for act in ACTS)}


def test_every_argument_has_a_chinese_name_of_its_own() -> None:
    for name in COMMANDS:
        arguments = [argument for argument in arguments_of(name.command) if argument != "due"]
        chinese = [ARGUMENTS[argument] for argument in arguments]
        assert len(chinese) == len(set(chinese)), name.name


def test_words_of_a_command_line_are_read_alike() -> None:
    words = {"effect": "好：很好", "signed_by": "[副镇长, 干事]", "完成的措施": "all", "evidence": "照片 #1"}
    assert from_words(command_named("申请销号"), words, NAMES) == SubmitForRecheck(
        "好：很好", ("d", "p"), EVERY_MEASURE, (Evidence(sha256("照片 #1".encode()).hexdigest()),)
    )


def test_two_people_of_one_name_must_be_told_apart() -> None:
    namesakes = with_entry(ORGANISATION, AppointPerson("z", "干事", "干事", "乙镇"))
    with pytest.raises(Misread, match="有2人叫“干事”，请写人员编号：p、z"):
        written("认领", "leader: d, person: 干事", Names(namesakes, packs(), "heyuan_2018"))


def test_whoever_is_lenient_leaves_the_refusal_to_the_domain() -> None:
    lenient = Names(ORGANISATION, packs(), "heyuan_2018", strict=False)
    assert written("认领", "leader: 张三, person: p", lenient) == Claim("张三", "p")
    assert written("登记问题", "category: 道路, content: 坏", lenient).finding.category == "道路"


def test_a_case_that_a_command_names_has_its_id_only_when_the_command_is_given() -> None:
    names = replace(NAMES, case=lambda node: stand_in(text_of(node)))
    command = written("登记风险线索", CLUE + "risks: 因病, problem: P9", names)
    assert completed(command, None, {stand_in("P9"): UUID(int=9)}) == msgspec.structs.replace(
        command, problem=UUID(int=9)
    )
    unnamed = written("登记风险线索", CLUE + "risks: 因病", names)
    assert completed(unnamed, None, {stand_in("P9"): UUID(int=9)}) == unnamed
