"""The list of requirements: every row, once, under its place, and nothing in it that means nothing."""

from pathlib import Path

import pytest

from tests.requirements.rows import ListRefused, by_id, read_list, requirements

ONE_ROW = """
- from: 某镇
  about: 试验
  rows: R900
  requirements:
    - {id: R900-01, kind: rule, what: Something is done.}
"""


def listed(folder: Path, text: str) -> Path:
    file = folder / "requirements.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_row_of_the_six_places_is_there_in_its_order() -> None:
    counts = {"R000": 36, "R001": 67, "R002": 57, "R003": 44, "R004": 45, "X": 12}
    expected = [f"{rows}-{number:02}" for rows, count in counts.items() for number in range(1, count + 1)]
    assert list(requirements()) == expected
    assert len(expected) == 261


def test_every_row_says_what_is_to_be_done_in_one_sentence_of_its_own() -> None:
    sentences = [row.what for row in requirements().values()]
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert sentence.endswith(".")
        assert ". " not in sentence


def test_a_row_is_read_with_its_switches_as_texts(tmp_path: Path) -> None:
    off = ", off: [{file: a.py, function: f, returns: None}, {file: b.py, old: x, new: ''}]}"
    [place] = read_list(listed(tmp_path, ONE_ROW.replace(".}", "." + off)))
    returning, replaced = by_id([place])["R900-01"].off
    assert (returning.function, returning.returns) == ("f", "None")
    assert (replaced.old, replaced.new) == ("x", "")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("id: R900-01", "id: R901-01", "R901-01 stands among the rows R900 of 某镇"),
        ("kind: rule", "kind: wish", "wish"),
        (".}", "., why: x}", "why"),
        ("what: Something is done.", "later: x", "what"),
        (".}", ".}\n    - {id: R900-01, kind: rule, what: Again.}", "R900-01 stands in the list twice"),
        (".}", "., off: [{file: a.py}]}", "off names either"),
        (".}", "., off: [{file: a.py, function: f, old: x}]}", "off names either"),
        (".}", "., off: [{file: a.py, function: f}]}", "off changes nothing"),
        (".}", "., off: [{file: a.py, old: x, new: x}]}", "off changes nothing"),
        (".}", ".", "requirements.yaml"),
    ],
)
def test_a_list_that_is_wrong_is_refused(tmp_path: Path, before: str, after: str, complaint: str) -> None:
    with pytest.raises(ListRefused, match=complaint):
        read_list(listed(tmp_path, ONE_ROW.replace(before, after)))
