"""设想 (what-if): the same history under another policy, ladder or calendar. Nothing is written.

    other_rules(...)        the rules of a campaign with something changed in them
    what_if(log, ...)       who would have been late, which levels, how many letters, beside what was

`reading` goes through the log once. `replaying` lets the deeds of people stand as they were and reckons deadlines
(`reckoning`) and moments (`settling`) anew; `other_cases` does the same for what is owed outside problems; `sides`,
`deadlines` and `comparing` count both sides by the same rules. What is assumed is written down in docs/decisions.
"""

from adapters.what_if.comparing import WhatIf, what_if
from adapters.what_if.rules import RulesUnreadable, other_rules

__all__ = ["RulesUnreadable", "WhatIf", "other_rules", "what_if"]
