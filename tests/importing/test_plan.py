"""The text of a rectification plan: problems, measures, names, dates, and what is not guessed."""

from datetime import date
from pathlib import Path

import pytest

from adapters.importing import Day, ImportRefused, PlanDocument, Standing, Undated, read_plan

SAMPLE = Path(__file__).resolve().parents[2] / "packs" / "assessment_2020" / "sample_plan.txt"


def plan(folder: Path, text: str, year: int | None = 2020) -> PlanDocument:
    file = folder / "plan.txt"
    file.write_text(text, encoding="utf-8")
    return read_plan(file, year)


def test_the_sample_has_five_problems_with_two_one_four_one_and_two_measures() -> None:
    document = read_plan(SAMPLE, 2020)
    assert [len(item.measures) for item in document.items] == [2, 1, 4, 1, 2]
    assert [item.number for item in document.items] == ["1", "2", "3", "4", ""]


@pytest.mark.requirement("R004-06", "R004-08")
def test_the_sample_has_its_dates_in_three_spellings_and_item_two_none() -> None:
    may = [Day(date(2020, 5, day)) for day in (20, 25, 30, 30)]
    assert [item.due.read for item in read_plan(SAMPLE, 2020).items] == [may[0], Undated(), *may[1:]]


@pytest.mark.requirement("R004-04")
def test_the_sample_keeps_title_number_and_headings() -> None:
    document = read_plan(SAMPLE, 2020)
    assert (document.title, document.number) == ("甲乡贫困县退出专项评估检查反馈问题整改方案", "甲乡发〔2020〕0号")
    assert [(heading.text, heading.level, heading.problems) for heading in document.headings] == [
        ("一、指导思想", 1, 0),
        ("二、反馈问题及整改措施", 1, 5),
        ("(一)专项评估发现问题", 2, 4),
        ("(二)区级层面自查发现的个性问题", 2, 1),
        ("四、整改要求", 1, 0),
    ]


def test_the_sample_leaves_nothing_unread_and_asks_nothing() -> None:
    document = read_plan(SAMPLE, 2020)
    assert (document.unread, document.decisions) == ((), ())


def test_names_are_kept_as_written_also_with_blanks_in_the_label() -> None:
    first = read_plan(SAMPLE, 2020).items[0]
    assert (first.leader.text, first.person.text) == ("赵一", "周五")


def test_every_part_carries_its_line() -> None:
    item = read_plan(SAMPLE, 2020).items[2]
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    for value in (item.content, *item.measures, item.leader, item.person):
        assert value.text[:10] in lines[value.place.line - 1]
    assert item.due.text in lines[item.due.place.line - 1]


def test_the_sample_reads_the_same_in_every_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        file = tmp_path / "plan.txt"
        file.write_bytes(SAMPLE.read_text(encoding="utf-8").encode(encoding))
        assert [item.content for item in read_plan(file, 2020).items] == [
            item.content for item in read_plan(SAMPLE, 2020).items
        ]


def test_without_a_year_every_date_is_asked_about() -> None:
    document = read_plan(SAMPLE, None)
    assert [decision.kind for decision in document.decisions] == ["date"] * 4
    assert all("没有写年份" in decision.question for decision in document.decisions)


def test_the_same_file_gives_the_same_keys_and_other_lines_do_not_change_them(tmp_path: Path) -> None:
    keys = [item.key for item in read_plan(SAMPLE, 2020).items]
    assert keys == [item.key for item in read_plan(SAMPLE, 2020).items]
    sha256 = read_plan(SAMPLE, 2020).sha256
    assert keys[0] == f"plan:{sha256}:(一)专项评估发现问题:8"
    assert len(set(keys)) == 5


@pytest.mark.parametrize("numbers", ["1.|2.", "1、|2、", "１．|２．", "（1）|（2）", "1)|2)", "①|②", "问题1：|问题2："])
def test_problems_may_be_numbered_in_any_usual_way(tmp_path: Path, numbers: str) -> None:
    one, two = numbers.split("|")
    document = plan(
        tmp_path,
        f"二、问题\n{one}档案不齐。\n整改措施：补齐。\n完成时限：5月1日\n{two}饮水不足。\n整改措施：检修。\n完成时限：5月2日\n",
    )
    assert [(item.number, item.content.text) for item in document.items] == [
        (document.items[0].number, "档案不齐。"),
        (document.items[1].number, "饮水不足。"),
    ]
    assert [item.number for item in document.items] in (["1", "2"], ["①", "②"])


def test_problems_without_numbers_are_what_stands_above_their_measures(tmp_path: Path) -> None:
    document = plan(
        tmp_path,
        "整改方案\n（一）个性问题\n档案不齐。\n整改措施：补齐。\n责任人：赵一\n饮水不足。\n整改措施：检修。\n责任人：钱二\n",
    )
    assert [item.content.text for item in document.items] == ["档案不齐。", "饮水不足。"]
    assert {item.section for item in document.items} == {"（一）个性问题"}


def test_a_heading_directly_above_the_measures_is_the_problem(tmp_path: Path) -> None:
    document = plan(
        tmp_path,
        "整改方案\n（一）档案不齐。有的村缺页。\n整改措施：补齐。\n责任人：赵一\n（二）饮水不足。\n整改措施：检修。\n责任人：钱二\n",
    )
    assert [item.content.text for item in document.items] == ["（一）档案不齐。有的村缺页。", "（二）饮水不足。"]


def test_sub_findings_belong_to_their_problem(tmp_path: Path) -> None:
    document = plan(
        tmp_path, "二、问题\n1.档案问题\n(1)村档缺页\n(2)户档漏填\n整改措施：补齐。\n2.饮水\n整改措施：检修。\n"
    )
    assert [item.content.text for item in document.items] == ["档案问题\n村档缺页\n户档漏填", "饮水"]


def test_measures_on_numbered_lines_are_a_measure_each(tmp_path: Path) -> None:
    document = plan(
        tmp_path,
        "二、问题\n1.档案\n整改措施：\n（1）培训一次。\n（2）逐户核对。\n责任人：赵一\n2.饮水\n整改措施：检修。\n",
    )
    assert [measure.text for measure in document.items[0].measures] == ["培训一次", "逐户核对"]
    assert len(document.items) == 2


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ("一是培训。二是核对。", ["培训", "核对"]),
        ("一是培训；二是核对；三是抽查。", ["培训", "核对", "抽查"]),
        ("一是检测。;二是检修;三是公示。", ["检测", "检修", "公示"]),
        ("乡政府要做到：一是培训，二是核对。", ["乡政府要做到：培训", "核对"]),
        (
            "村级层面：一是培训。二是核对。户级层面：一是补填。二是更正。",
            ["村级层面：培训", "核对", "户级层面：补填", "更正"],
        ),
        ("加强培训，逐户核对。", ["加强培训，逐户核对"]),
        ("先培训。二是核对。", ["先培训。二是核对"]),
        ("对问题坚持一是一、二是二。", ["对问题坚持一是一、二是二"]),
    ],
)
def test_measures_are_split_only_where_there_is_a_first_one(tmp_path: Path, measures: str, expected: list[str]) -> None:
    document = plan(tmp_path, f"1.档案\n整改措施：{measures}\n责任人：赵一\n")
    assert [measure.text for measure in document.items[0].measures] == expected


def test_measures_may_run_over_lines(tmp_path: Path) -> None:
    document = plan(tmp_path, "1.档案\n整改措施：一是培训。\n二是核对。\n三是抽查。\n责任人：赵一\n")
    assert [(measure.text, measure.place.line) for measure in document.items[0].measures] == [
        ("培训", 2),
        ("核对", 3),
        ("抽查", 4),
    ]


def test_labels_may_share_a_line(tmp_path: Path) -> None:
    item = plan(tmp_path, "1.档案\n整改措施：补齐。责任领导：赵一；责任人：钱二　完成期限：5月20日\n").items[0]
    assert (item.leader.text, item.person.text, item.due.read) == ("赵一", "钱二", Day(date(2020, 5, 20)))
    assert [measure.text for measure in item.measures] == ["补齐"]


@pytest.mark.requirement("R004-08")
@pytest.mark.parametrize("label", ["完成期限", "完成时限", "完成时间", "整改时限", "完 成 期 限", "整改完成时限"])
def test_the_due_date_goes_by_many_names(tmp_path: Path, label: str) -> None:
    item = plan(tmp_path, f"1.档案\n整改措施：补齐。\n{label}：立行立改\n").items[0]
    assert item.due.read == Standing("IMMEDIATE")


def test_a_label_on_its_own_line_takes_the_next_line(tmp_path: Path) -> None:
    item = plan(tmp_path, "1.档案\n整改措施\n补齐。\n责任人\n赵一\n完成时限\n5月20日\n").items[0]
    assert (item.person.text, item.due.read) == ("赵一", Day(date(2020, 5, 20)))
    assert [measure.text for measure in item.measures] == ["补齐"]


def test_a_problem_without_measures_is_asked_about(tmp_path: Path) -> None:
    document = plan(tmp_path, "二、问题\n1.档案\n责任人：赵一\n2.饮水\n整改措施：检修。\n")
    assert [len(item.measures) for item in document.items] == [0, 1]
    assert [(decision.kind, decision.place.line) for decision in document.decisions] == [("measures", 2)]


def test_a_problem_without_a_word_is_not_registered(tmp_path: Path) -> None:
    document = plan(tmp_path, "问题：\n整改措施：补齐。\n问题：饮水不足。\n整改措施：检修。\n")
    assert [item.content.text for item in document.items] == ["饮水不足。"]
    assert [each.why for each in document.unread] == ["问题没有正文"]


def test_two_dates_for_one_problem_are_asked_about(tmp_path: Path) -> None:
    document = plan(tmp_path, "1.档案\n整改措施：补齐。\n完成时限：5月1日\n完成时限：6月1日\n")
    assert document.decisions[0].candidates == ("5月1日", "6月1日")


def test_lines_that_belong_to_no_problem_are_listed(tmp_path: Path) -> None:
    document = plan(
        tmp_path, "方案\n二、问题\n经梳理，问题如下。\n1.档案\n整改措施：补齐。\n责任人：赵一\n以上请落实。\n"
    )
    assert [(each.place.line, each.text) for each in document.unread] == [
        (3, "经梳理，问题如下。"),
        (7, "以上请落实。"),
    ]


def test_a_phone_number_in_the_text_is_asked_about_without_repeating_it(tmp_path: Path) -> None:
    number = "139" + "0" * 8  # a made-up number
    decision = plan(tmp_path, f"1.档案，联系 {number}\n整改措施：补齐。\n").decisions[0]
    assert decision.kind == "personal_data"
    assert number not in str(decision)


def test_a_title_below_its_number_may_run_over_two_lines(tmp_path: Path) -> None:
    document = plan(
        tmp_path,
        "甲县领导小组办公室文件\n甲扶办〔2020〕0号\n关于反馈问题的\n整改方案\n"
        "各乡镇：\n一、问题\n1.档案\n整改措施：补齐。\n",
    )
    assert (document.title, document.number) == ("关于反馈问题的整改方案", "甲扶办〔2020〕0号")


def test_impossible_dates_are_refused_all_at_once_with_their_lines(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        plan(
            tmp_path, "1.档案\n整改措施：补齐。\n完成时限：2月30日\n2.饮水\n整改措施：检修。\n完成时限：1988年1月1日\n"
        )
    assert [(each.code, each.place.line) for each in refusal.value.refusals] == [
        ("impossible_date", 3),
        ("date_out_of_range", 6),
    ]


def test_a_text_without_problems_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        plan(tmp_path, "一、指导思想\n认真学习。\n二、工作要求\n（一）提高认识。\n")
    assert refusal.value.code == "no_problems"
