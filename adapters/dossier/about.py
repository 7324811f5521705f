"""Who made a dossier, and for what: it stands on the page and in the manifest."""

from __future__ import annotations

from datetime import datetime

import msgspec


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Who made the dossier, in which post, for which purpose, when, and whether names are masked in it."""

    person: str
    name: str
    post: str
    purpose: str
    exported_at: datetime
    masked: bool
    program: str
