"""Write the golden file of each event class that has none yet; files that are there are never touched."""

from __future__ import annotations

import msgspec

from domain.event_table import EVENTS
from tests.golden import golden_file
from tests.golden.specimens import specimen


def main() -> None:
    for topic, cls in EVENTS.classes.items():
        file = golden_file(topic)
        if not file.exists():
            file.write_bytes(msgspec.json.format(EVENTS.encode(specimen(cls)), indent=1) + b"\n")
            print(f"wrote {file.name}")


if __name__ == "__main__":
    main()
