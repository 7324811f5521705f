"""The draw done again by somebody who read docs/drawing.md and knows none of our code: slow, plain, by lists.

Entries are dicts of id, strata and attributes; quotas are pairs of stratum and number.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any


def hashed(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


def text_of(entries: list[dict[str, Any]]) -> str:
    lines = []
    for entry in entries:
        cells = [entry["id"]]
        cells += sorted(entry["strata"])
        cells += [f"{key}={entry['attributes'][key]}" for key in sorted(entry["attributes"])]
        lines.append("\t".join(cells).encode("utf-8") + b"\n")
    return b"".join(sorted(lines)).decode("utf-8")


def redo(
    entries: list[dict[str, Any]],
    seed: str,
    purpose: str,
    *,
    count: int = 0,
    percent: int = 0,
    quotas: list[tuple[str, int]] | None = None,
    priority: list[str] | None = None,
    per: str = "",
) -> list[tuple[str, str]]:
    """The ids drawn, each with the stratum that it was drawn for."""
    frame = hashed(text_of(entries))
    order = sorted(entries, key=lambda entry: hashed(seed + "\n" + frame + "\n" + purpose + "\n" + entry["id"]))
    picked: list[tuple[str, str]] = []
    for group in sorted({entry["attributes"].get(per, "") for entry in entries}) if per else [None]:
        waiting = [entry for entry in order if group is None or entry["attributes"][per] == group]
        size = max(count, (len(waiting) * percent + 99) // 100)
        picked += one_group(waiting, size, quotas or [], priority or [])
    return picked


def one_group(
    waiting: list[dict[str, Any]], size: int, quotas: list[tuple[str, int]], priority: list[str]
) -> list[tuple[str, str]]:
    taken: list[dict[str, Any]] = []
    picked: list[tuple[str, str]] = []

    def take(stratum: str) -> bool:
        for entry in waiting:
            if stratum == "" or stratum in entry["strata"]:
                waiting.remove(entry)
                taken.append(entry)
                picked.append((entry["id"], stratum))
                return True
        return False

    for stratum, number in quotas:
        while len([entry for entry in taken if stratum in entry["strata"]]) < number:
            if not take(stratum):
                break
    served = True
    while served and len(picked) < size:
        served = False
        for stratum in priority:
            if len(picked) < size and take(stratum):
                served = True
    while len(picked) < size and take(""):
        pass
    return picked
