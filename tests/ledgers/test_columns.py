"""A column of counts is one in every print: to the right kind of cell, and all its cells in the middle."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

from adapters.printing.printed_table import number_in
from domain.papers import LedgerCode
from projections.frozen_tables import LEDGERS
from tests.ledgers.worlds import each_scenario, sources_of, world_of

NAMES = {"时段"}
"""Columns in which a year names something."""


@each_scenario
def test_a_column_of_numbers_alone_is_a_column_of_counts(file: Path) -> None:
    for last, code in product([*sources_of(world_of(file))][-1:], LedgerCode):
        content = LEDGERS[code](last).content
        rows = [row for row in content.rows if not row.total]
        for place, column in enumerate(content.columns):
            said = {row.cells[place] for row in rows} - {""}
            if said and column.title not in NAMES and all(re.fullmatch(r"\d+", text) for text in said):
                assert all(number_in(column, text) is not None for text in said), (code, column.title, said)
