"""整改函: numbered at the signature unless it bears a number already; with its list of problems, printed as signed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from adapters.word.filling import filled
from adapters.word.own import shipped
from domain.document.kinds import DocumentKind
from projections.documents.letters import letter_of, rectification_letter
from tests.inspection.city import letter
from tests.inspection.test_concluding import LEAD, with_views
from tests.word.reading import paragraphs, rows


@pytest.mark.requirement("R003-14", "R003-15")
def test_the_letter_lists_every_finding_and_names_whom_it_is_copied_to() -> None:
    trip = with_views(2)
    trip.when(replace(letter(trip), letter_no=""), LEAD, "2018-09-21 10:00").accepted()
    casework = trip.casework
    issued = letter_of(casework.recorder, trip.case)
    assert issued is not None
    assert issued.intact
    told = rectification_letter(issued, casework.vault.reveal)
    assert told.number == "第三组整改〔2018〕1号"
    file = filled(shipped(DocumentKind.RECTIFICATION_LETTER, told.layout), told.kind, told.content)
    said = paragraphs(file)
    assert said[:2] == ["第三组", told.number]
    assert "第三组于2018年9月19日至20日对你单位开展了督查" in said[4]
    assert "督查发现问题2个，现将问题清单（见附件）反馈你单位" in said[4]
    assert said[-1] == "抄送：县区党委、县区政府。"
    head, *lines = rows(file)
    assert head == ["序号", "类别", "被督查单位", "镇/村", "问题", "整改要求", "整改期限", "整改情况"]
    assert [(line[0], line[-1]) for line in lines] == [("1", ""), ("2", "")]
    assert [line[6] for line in lines] == [str(line.due_on) for line in issued.lines]


def test_a_letter_that_bears_a_number_from_elsewhere_keeps_it_and_takes_none() -> None:
    trip = with_views(1)
    trip.when(letter(trip), LEAD, "2018-09-21 10:00").accepted()
    issued = letter_of(trip.casework.recorder, trip.case)
    assert issued is not None
    assert issued.letter_no == "督函〔2018〕3号"
    assert not any("letter_numbered" in stored.topic for stored in trip.casework.recorder.select_notifications(1, 5000))


def test_without_findings_it_says_so_and_has_no_list() -> None:
    trip = with_views(0)
    trip.when(letter(trip), LEAD, "2018-09-21 10:00").accepted()
    issued = letter_of(trip.casework.recorder, trip.case)
    assert issued is not None
    told = rectification_letter(issued, trip.casework.vault.reveal)
    said = paragraphs(filled(shipped(told.kind), told.kind, told.content))
    assert said[4].endswith("本次督查没有发现问题。")
    assert "附件" not in said
