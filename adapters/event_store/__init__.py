"""The event store (事件库): the only truth, on SQLite, on PostgreSQL, or in memory for `play`.

`opening.open_event_store(settings)` gives a recorder for `Casework` and the vault that belongs to it. A recorder is the
library's ApplicationRecorder that also writes what `Application.save(..., sealed=rows, audit=lines)` hands it, in the
transaction of the events. Notification ids become visible in commit order: a follower that reads on from the last id
that it saw misses nothing.
"""
