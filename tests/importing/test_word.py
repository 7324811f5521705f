"""Plans in Word documents."""

from pathlib import Path

import docx

from adapters.importing import PlanDocument, read_plan
from tests.importing.test_plan import SAMPLE
from tests.importing.word_files import cell, deleted, document, inserted, paragraph, run, save_docx, table

_NUMBERING = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)


def read(folder: Path, *body: str, parts: dict[str, str] | None = None) -> PlanDocument:
    return read_plan(save_docx(folder / "plan.docx", document(*body), parts), 2020)


def listed(text: str, level: int) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def test_a_word_document_reads_like_its_text(tmp_path: Path) -> None:
    document = docx.Document()
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "plan.docx"))
    from_word, from_text = read_plan(tmp_path / "plan.docx", 2020), read_plan(SAMPLE, 2020)
    assert [item.content.text for item in from_word.items] == [item.content.text for item in from_text.items]
    assert [len(item.measures) for item in from_word.items] == [2, 1, 4, 1, 2]
    assert [item.place.paragraph for item in from_word.items] == [item.place.line for item in from_text.items]


def test_deleted_and_hidden_text_is_not_read_inserted_text_is(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        f"<w:p>{run('1.档案')}{deleted('旧的说法')}{inserted('不齐。')}{run('内部备注', '<w:vanish/>')}</w:p>",
        paragraph("整改措施：补齐。"),
    )
    assert plan.items[0].content.text == "档案不齐。"
    assert plan.notes == ("文档带有修订，按“接受全部修订”读取。",)


def test_problems_parted_by_soft_breaks_have_places_and_keys_of_their_own(tmp_path: Path) -> None:
    lines = ("1.档案不齐", "整改措施：补齐。", "责任人：赵一", "2.饮水不足", "整改措施：检修。")
    plan = read(tmp_path, "<w:p>" + "<w:r><w:br/></w:r>".join(map(run, lines)) + "</w:p>")
    assert [item.content.text for item in plan.items] == ["档案不齐", "饮水不足"]
    assert len({item.key for item in plan.items}) == 2


def test_automatic_numbers_are_read_though_they_stand_in_no_text(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        listed("评估发现问题", 0),
        listed("档案不齐。", 1),
        paragraph("整改措施：补齐。"),
        paragraph("责任人：赵一"),
        listed("饮水不足。", 1),
        paragraph("整改措施：检修。"),
        paragraph("责任人：赵一"),
        listed("自查发现问题", 0),
        listed("房屋开裂。", 1),
        paragraph("整改措施：修缮。"),
        parts={"word/numbering.xml": _NUMBERING},
    )
    assert [(item.section, item.number) for item in plan.items] == [
        ("（一）评估发现问题", "1"),
        ("（一）评估发现问题", "2"),
        ("（二）自查发现问题", "1"),
    ]


def test_a_plan_in_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        paragraph("整改方案"),
        table(
            [cell("序号"), cell("存在问题"), cell("整改措施"), cell("责任领导"), cell("责任人"), cell("完成时限")],
            [cell("（一）评估发现问题", span=6)],
            [
                cell("1"),
                cell("档案不齐"),
                cell("一是培训。\n二是核对。"),
                cell("赵一", merge="restart"),
                cell("钱二"),
                cell("5月20日"),
            ],
            [cell("2"), cell("饮水不足"), cell("检修"), cell("", merge="continue"), cell("孙三"), cell("5月25日")],
        ),
    )
    assert [(item.section, item.number, item.content.text) for item in plan.items] == [
        ("（一）评估发现问题", "1", "档案不齐"),
        ("（一）评估发现问题", "2", "饮水不足"),
    ]
    assert [[measure.text for measure in item.measures] for item in plan.items] == [["培训", "核对"], ["检修"]]
    assert [(item.leader.text, item.person.text, item.due.text) for item in plan.items] == [
        ("赵一", "钱二", "5月20日"),
        ("赵一", "孙三", "5月25日"),
    ]


def test_measures_below_a_merged_problem_belong_to_it(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        table(
            [cell("问题"), cell("整改措施"), cell("责任人")],
            [cell("档案不齐", merge="restart"), cell("培训"), cell("钱二", merge="restart")],
            [cell("", merge="continue"), cell("核对"), cell("", merge="continue")],
        ),
    )
    assert [[measure.text for measure in item.measures] for item in plan.items] == [["培训", "核对"]]
    assert plan.items[0].person.text == "钱二"


def test_a_table_of_labels_and_values_is_read_cell_by_cell(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        paragraph("1.档案不齐"),
        table([cell("整改措施"), cell("补齐")], [cell("责任人"), cell("赵一")], [cell("完成时限"), cell("5月20日")]),
    )
    item = plan.items[0]
    assert ([measure.text for measure in item.measures], item.person.text, item.due.text) == (
        ["补齐"],
        "赵一",
        "5月20日",
    )
