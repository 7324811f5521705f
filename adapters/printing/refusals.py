"""What cannot be exported, in a Chinese sentence that says where and what to do."""

from __future__ import annotations


class ExportRefused(Exception):
    """Nothing was written."""
