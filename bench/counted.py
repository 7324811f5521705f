"""The sample counted once more, by SQL over the bare events, with nothing of ours: what the tables show must be that.

Each query reads the table of events and the JSON in it, and says again in its own words what the ledgers say in Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from domain.accountability import PointEvent
from domain.assessment import Compared
from domain.monitoring_case.monitoring_case import MonitorStage
from domain.policy import LEVEL_NAMES, Level
from domain.problem.problem import NOT_COUNTED as NOT_COUNTED_STAGES
from projections.as_of import Viewpoint
from projections.escalation_ledger import COLUMNS, escalation_table
from projections.ledger import LedgerRow
from projections.ledger_lines import Selection
from projections.ledgers import Ledgers
from projections.monitoring_ledger import MonitoringRow
from projections.standings import CitedStanding, standings
from projections.summary import assessed

Figures = Mapping[str, int]
"""What was counted, by its name."""

TITLES = [column.title for column, _ in COLUMNS]
LEVEL, RECEIVED_AT = TITLES.index("层级"), TITLES.index("签收")
"""Where these stand in a line of L9."""

FIELD = {
    "sqlite": "json_extract(CAST(state AS TEXT), '$.{}')",
    "postgresql": "(convert_from(state, 'UTF8')::jsonb #>> '{{{}}}')",
}
TRUE = {"sqlite": "1", "postgresql": "'true'"}

LENGTH = {
    "sqlite": "json_array_length(CAST(state AS TEXT), '$.{}')",
    "postgresql": "jsonb_array_length(convert_from(state, 'UTF8')::jsonb -> '{}')",
}

# Problems that count in no table, each with why.
ENDED = """
    SELECT DISTINCT originator_id, CASE topic WHEN 'problem.voided' THEN 'VOIDED' WHEN 'problem.merged' THEN 'MERGED'
                                   ELSE 'NOT_FOUND' END AS stage FROM stored_events
    WHERE topic IN ('problem.found_untrue', 'problem.voided', 'problem.merged')
       OR (topic = 'problem.refusal_upheld' AND COALESCE([another_unit] <> TRUE, 1 = 1))
"""
BY_END = f"SELECT stage, COUNT(*) FROM ({ENDED}) AS ends GROUP BY stage"
NOT_COUNTED = f"SELECT originator_id FROM ({ENDED}) AS ends"
NOW_CLOSED = """
    SELECT originator_id FROM (
        SELECT originator_id, topic,
               ROW_NUMBER() OVER (PARTITION BY originator_id ORDER BY originator_version DESC) AS back
        FROM stored_events WHERE topic IN ('problem.closed', 'problem.reopened')
    ) AS closings WHERE back = 1 AND topic = 'problem.closed'
"""
# The item of the taxonomy under which a problem is filed now: a correction may have moved it.
FILED = """
    SELECT originator_id, category FROM (
        SELECT originator_id, [category] AS category,
               ROW_NUMBER() OVER (PARTITION BY originator_id ORDER BY originator_version DESC) AS back
        FROM stored_events WHERE topic IN ('problem.registered', 'problem.corrected') AND COALESCE([category], '') <> ''
    ) AS filings WHERE back = 1
"""
BY_CATEGORY = f"""
    SELECT category, COUNT(*), SUM(CASE WHEN is_closed THEN 1 ELSE 0 END) FROM (
        SELECT category, originator_id IN ({NOW_CLOSED}) AS is_closed
        FROM ({FILED}) AS filed WHERE originator_id NOT IN ({NOT_COUNTED})
    ) AS problems GROUP BY category
"""
# By the unit that answers for it now: dispatched to it, reassigned to it, or, after 不认领理由成立, to nobody yet.
BY_UNIT = f"""
    SELECT unit, COUNT(*), SUM(CASE WHEN is_closed THEN 1 ELSE 0 END), SUM(reopened), SUM(returned), SUM(extended)
    FROM (
        SELECT unit, originator_id IN ({NOW_CLOSED}) AS is_closed,
               (SELECT COUNT(*) FROM stored_events AS later
                WHERE later.originator_id = given.originator_id AND later.topic = 'problem.reopened') AS reopened,
               (SELECT COUNT(*) FROM stored_events AS later
                WHERE later.originator_id = given.originator_id AND later.topic = 'problem.returned') AS returned,
               (SELECT COUNT(DISTINCT later.originator_id) FROM stored_events AS later
                WHERE later.originator_id = given.originator_id AND later.topic = 'problem.extension_granted'
                  AND NOT EXISTS (SELECT 1 FROM stored_events AS after
                                  WHERE after.originator_id = later.originator_id
                                    AND after.originator_version > later.originator_version
                                    AND after.topic IN ('problem.dispatched', 'problem.reopened'))) AS extended
        FROM (
            SELECT originator_id, topic, [unit] AS unit,
                   ROW_NUMBER() OVER (PARTITION BY originator_id ORDER BY originator_version DESC) AS back
            FROM stored_events
            WHERE topic IN ('problem.dispatched', 'problem.reassigned')
               OR (topic = 'problem.refusal_upheld' AND [another_unit] = TRUE)
        ) AS given WHERE back = 1 AND topic <> 'problem.refusal_upheld'
    ) AS problems GROUP BY unit
"""
# Without 移交 (5): no ledger tells who was to be transferred.
BY_LEVEL = """
    SELECT level, COUNT(*) FROM (
        SELECT originator_id,
               MAX(CASE topic WHEN 'problem.reminded' THEN 0 ELSE CAST([level] AS INTEGER) END) AS level
        FROM stored_events
        WHERE (topic = 'problem.escalation_proposed' OR topic = 'problem.escalation_reached'
               OR (topic = 'problem.reminded' AND [units] IS NULL))
          AND NOT (topic = 'problem.escalation_proposed' AND CAST([level] AS INTEGER) = 5)
          AND COALESCE([supervising] <> TRUE, 1 = 1)
        GROUP BY originator_id
    ) AS highest GROUP BY level
"""
LINES_OF_LEVELS = """
    SELECT CASE topic WHEN 'problem.reminded' THEN 0 ELSE CAST([level] AS INTEGER) END AS level, COUNT(*)
    FROM stored_events
    WHERE (topic = 'problem.escalation_proposed' OR topic = 'problem.escalation_reached'
           OR (topic = 'problem.reminded' AND [units] IS NULL))
      AND NOT (topic = 'problem.escalation_proposed' AND CAST([level] AS INTEGER) = 5)
      AND COALESCE([supervising] <> TRUE, 1 = 1)
    GROUP BY 1
"""
# Every event that gives or takes a date. ``judged``: whether 按期 is judged by it; of what was merged (NULL), whether
# it was judged by the date that the earlier one replaces.
DATED = """
    SELECT originator_id, originator_version, [due.at] AS due,
           CASE WHEN topic = 'problem.merge_received' THEN NULL
                WHEN topic = 'problem.extension_granted' AND [late] = TRUE THEN 0
                WHEN topic = 'problem.resumed' AND (
                    SELECT [late] = TRUE FROM stored_events AS asked
                    WHERE asked.originator_id = dated.originator_id AND asked.topic = 'problem.pause_requested'
                      AND asked.originator_version < dated.originator_version
                    ORDER BY asked.originator_version DESC LIMIT 1) THEN 0
                ELSE 1 END AS judged
    FROM stored_events AS dated
    WHERE (topic IN ('problem.dispatched', 'problem.refusal_upheld') OR (
              topic IN ('problem.claimed', 'problem.refusal_overturned', 'problem.plan_approved', 'problem.reassigned',
                        'problem.extension_granted', 'problem.resumed', 'problem.merge_received',
                        'problem.due_date_corrected') AND [due.at] IS NOT NULL))
      AND NOT EXISTS (SELECT 1 FROM stored_events AS before
                      WHERE before.originator_id = dated.originator_id
                        AND before.originator_version < dated.originator_version
                        AND before.topic = 'problem.reopened')
"""
ON_TIME = f"""
    WITH dated AS ({DATED}), dates AS (
        SELECT originator_id, due,
               ROW_NUMBER() OVER (PARTITION BY originator_id ORDER BY originator_version DESC) AS back
        FROM dated AS one
        WHERE COALESCE(judged, (
            SELECT judged FROM dated AS before
            WHERE before.originator_id = one.originator_id AND before.judged IS NOT NULL
              AND before.originator_version < one.originator_version
            ORDER BY before.originator_version DESC LIMIT 1)) = 1
    ), done AS (
        SELECT originator_id, MAX([completed_at]) AS at FROM stored_events
        WHERE topic = 'problem.closed' AND originator_id IN ({NOW_CLOSED}) GROUP BY originator_id
    )
    SELECT COUNT(*), SUM(CASE WHEN done.at <= dates.due AND dates.originator_id NOT IN (
        SELECT originator_id FROM stored_events WHERE topic = 'problem.reopened') THEN 1 ELSE 0 END)
    FROM dates LEFT JOIN done ON done.originator_id = dates.originator_id
    WHERE back = 1 AND dates.due <= :at AND dates.originator_id NOT IN ({NOT_COUNTED})
"""
# Towns in the assessment: what lies there, what was closed, the events that take points.
BY_TOWN = f"""
    SELECT [place.town] AS town, COUNT(*), SUM(CASE WHEN originator_id IN ({NOW_CLOSED}) THEN 1 ELSE 0 END),
           SUM((SELECT COUNT(*) FROM stored_events AS later WHERE later.originator_id = registered.originator_id
                AND later.topic = 'problem.false_rectification_found'))
    FROM stored_events AS registered
    WHERE topic = 'problem.registered' AND originator_id NOT IN ({NOT_COUNTED}) AND COALESCE([place.town], '') <> ''
    GROUP BY [place.town]
"""
CRITICISED = """
    SELECT [unit] AS unit, COUNT(*) FROM stored_events
    WHERE topic = 'paper.issued' AND CAST([level] AS INTEGER) = 3
      AND [unit] IN (SELECT [place.town] FROM stored_events WHERE topic = 'problem.registered')
    GROUP BY [unit]
"""
ONCE = """
    SELECT topic, COUNT(DISTINCT originator_id) FROM stored_events
    WHERE topic IN ('problem.reopened', 'problem.false_rectification_found', 'problem.claim_expired',
                    'problem.refusal_overturned', 'problem.paper_decision_recorded', 'problem.derived',
                    'monitoring.entered', 'monitoring.risk_cleared', 'monitoring.ended', 'monitoring.rejected')
    GROUP BY topic
"""
LATE_CLAIMS = """
    SELECT COUNT(*) FROM (
        SELECT [late] AS late, ROW_NUMBER() OVER (PARTITION BY originator_id ORDER BY originator_version DESC) AS back
        FROM stored_events WHERE topic = 'problem.claimed'
    ) AS claims WHERE back = 1 AND late = TRUE
"""
LATE_ENTRIES = """
    SELECT COUNT(*) FROM stored_events WHERE topic = 'monitoring.entered' AND [late] = TRUE
"""
RECEIVED = "SELECT COUNT(*) FROM stored_events WHERE topic = 'problem.paper_received'"
HOUSEHOLDS = f"""
    SELECT COALESCE(filed.category, proposed.category), COUNT(*), SUM(members.number) FROM (
        SELECT [category] AS category, [problem] AS problem, originator_id FROM stored_events
        WHERE topic = 'monitoring.clue_registered'
          AND originator_id IN (
            SELECT originator_id FROM stored_events WHERE topic = 'monitoring.review_held' AND [passed] = TRUE)
          AND originator_id NOT IN (
            SELECT originator_id FROM stored_events WHERE topic = 'monitoring.rejected')
    ) AS proposed
    JOIN (
        SELECT originator_id, COALESCE(LENGTH[members], 0) AS number,
               ROW_NUMBER() OVER (PARTITION BY originator_id ORDER BY originator_version DESC) AS back
        FROM stored_events WHERE topic IN ('monitoring.clue_registered', 'monitoring.household_verified',
                                           'monitoring.members_recorded')
    ) AS members ON members.originator_id = proposed.originator_id AND members.back = 1
    LEFT JOIN ({FILED}) AS filed ON SAME(filed.originator_id, proposed.problem)
    GROUP BY 1
"""
SAME = {"sqlite": r"\1 = REPLACE(\2, '-', '')", "postgresql": r"CAST(\1 AS TEXT) = \2"}
"""Whether a key of the table is the same as a key in an event."""


def in_sql(connection: Connection, at: datetime) -> Figures:
    """What the events say, on whichever database they are."""
    figures: dict[str, int] = {}

    def rows(query: str, **given: str) -> list[tuple[object, ...]]:
        asked = text(spoken(query, connection.dialect.name))
        return [tuple(row) for row in connection.execute(asked, given)]

    def numbers(query: str, called: str) -> dict[str, int]:
        return {called.format(name): count(number) for name, number in rows(query)}

    for category, found, closed in rows(BY_CATEGORY):
        figures |= {f"{category} found": count(found), f"{category} closed": count(closed)}
    figures |= {f"total {what}": total(figures, what) for what in ("found", "closed")}
    for unit, given, closed, reopened, returned, extended in rows(BY_UNIT):
        figures |= {f"{unit} dispatched": count(given), f"{unit} closed": count(closed)}
        figures |= {f"{unit} reopened": count(reopened), f"{unit} returned": count(returned)}
        figures[f"{unit} extended"] = count(extended)
    for town, found, closed, false in rows(BY_TOWN):
        figures |= {f"{town} assessed": count(found), f"{town} rectified": count(closed), f"{town} false": count(false)}
    figures |= numbers(CRITICISED, "{} criticised") | numbers(BY_END, "{}") | numbers(ONCE, "{}")
    figures |= numbers(BY_LEVEL, "level {}") | numbers(LINES_OF_LEVELS, "L9 lines of level {}")
    for category, households, members in rows(HOUSEHOLDS):
        figures |= {f"{category} households": count(households), f"{category} members": count(members)}
    [(received,)], [(late,)], [(claims,)] = rows(RECEIVED), rows(LATE_ENTRIES), rows(LATE_CLAIMS)
    figures |= {"L9 received": count(received), "L12 late": count(late), "claimed late": count(claims)}
    [(due, in_time)] = rows(ON_TIME, at=instant(at))
    figures |= {"due": count(due), "in time": count(in_time)}
    return {name: number for name, number in figures.items() if number}


def instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def total(figures: Figures, what: str) -> int:
    return sum(number for name, number in figures.items() if name.endswith(f" {what}"))


def spoken(query: str, dialect: str) -> str:
    """[a.b] is the field b of a in the JSON of an event; TRUE is how the database gives a true one."""
    separator = "." if dialect == "sqlite" else ","

    def told(macro: str, field: str, text: str) -> str:
        return re.sub(macro + r"\[([a-z_.]+)\]", lambda name: field.format(name[1].replace(".", separator)), text)

    told_lengths = told("LENGTH", LENGTH[dialect], query)
    told_keys = re.sub(r"SAME\(([a-z_.]+), ([a-z_.]+)\)", SAME[dialect], told_lengths)
    told_fields = told("", FIELD[dialect], told_keys)
    return re.sub(r"\bTRUE\b", TRUE[dialect], told_fields).replace("::", r"\:\:")


def in_the_tables(ledgers: Ledgers, view: Viewpoint, chosen: Selection) -> Figures:
    """What the tables show: L3 and L9 as they are printed, the assessment, and the rows of ledger and monitoring."""
    figures: Counter[str] = Counter()
    summary = ledgers.summary(view, chosen)
    for line in summary.rows:
        figures[f"{line.code} found"] = line.found.count
        figures[f"{line.code} closed"] = line.closed.count
        figures[f"{line.code} households"] = line.households.count
        figures[f"{line.code} members"] = line.members
    figures |= {"total found": summary.total.found.count, "total closed": summary.total.closed.count}
    with ledgers.source(view, chosen) as source:
        for row in source.rows:
            figures.update(of_row(row, view.at))
        for case in source.cases:
            figures.update(of_household(case))
        for told in standings(source, Compared.TOWN):
            figures.update(of_standing(told))
        for printed in escalation_table(source).content.rows:
            figures.update(of_level(printed.cells))
    return {name: number for name, number in figures.items() if number}


def of_row(row: LedgerRow, at: datetime) -> Figures:
    highest, due = max(row.levels), assessed(row)
    is_due = due.counted and due.judged_due is not None and due.judged_due <= at
    of_unit = {
        f"{row.unit} dispatched": 1,
        f"{row.unit} closed": int(row.closed),
        f"{row.unit} reopened": row.reopen_count,
        f"{row.unit} returned": row.failed_rechecks,
        f"{row.unit} extended": int(row.extended_from is not None),
    }
    return {
        **(of_unit if row.unit else {}),
        **({row.stage.value: 1} if row.stage in NOT_COUNTED_STAGES else {}),
        f"level {int(highest)}": int(highest > Level.NONE),
        "due": int(is_due),
        "in time": int(is_due and due.in_time()),
        "problem.reopened": int(row.reopen_count > 0),
        "problem.false_rectification_found": int(row.found_false),
        "problem.claim_expired": int(row.claim_expired),
        "problem.refusal_overturned": int(row.compulsory),
        "problem.paper_decision_recorded": int(row.papers > 0),
        "problem.derived": int(row.children > 0),
        "claimed late": int(row.claimed_late),
    }


def of_household(row: MonitoringRow) -> Figures:
    return {
        "monitoring.entered": int(row.entered_on is not None),
        "monitoring.risk_cleared": int(row.cleared_at is not None),
        "monitoring.ended": int(row.end_reason is not None),
        "monitoring.rejected": int(row.stage is MonitorStage.REJECTED),
        "L12 late": int(row.late),
    }


def of_standing(told: CitedStanding) -> Figures:
    who = told.standing.who
    lines = Counter(point.event for point in told.points)
    return {
        f"{who} assessed": len(told.standing.found),
        f"{who} rectified": len(told.standing.closed),
        f"{who} false": lines[PointEvent.FALSE_RECTIFICATION],
        f"{who} criticised": lines[PointEvent.CRITICISM],
    }


def of_level(cells: Sequence[str]) -> Figures:
    """A line of L9: its level by its name, and whether its paper was signed for."""
    level = next(level for level, name in LEVEL_NAMES.items() if name == cells[LEVEL])
    return {f"L9 lines of level {int(level)}": 1, "L9 received": int(cells[RECEIVED_AT][:1].isdigit())}


def count(value: object) -> int:
    return int(str(value or 0))
