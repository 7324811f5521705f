"""Write the golden file of each event class whose present shape has none; files that are there are never touched."""

from __future__ import annotations

import msgspec

from domain.event_table import EVENTS
from tests.golden import golden_files, next_golden_file
from tests.golden.specimens import paths_in, specimen


def main() -> None:
    for topic, cls in EVENTS.classes.items():
        encoded = EVENTS.encode(specimen(cls))
        known = [set(paths_in(msgspec.json.decode(file.read_bytes()))) for file in golden_files(topic)]
        if set(paths_in(msgspec.json.decode(encoded))) not in known:
            file = next_golden_file(topic)
            file.write_bytes(msgspec.json.format(encoded, indent=1) + b"\n")
            print(f"wrote {file.name}")


if __name__ == "__main__":
    main()
