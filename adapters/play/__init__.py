"""Playing scenarios (剧本演练): timelines in YAML on a simulated clock, through the real commands and moments.

`timeline` and `steps` say what a file may hold, `running` plays it, `expectations` lists what can be asserted, `report`
shows what came of it, `comparing` sets two histories side by side. docs/scenarios.md describes the format.
"""
