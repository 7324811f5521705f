"""Settings, read once from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from adapters.refusals import SetupRefused


class Settings(msgspec.Struct, frozen=True):
    """Where this installation keeps what."""

    data: Path = Path("data")
    """DUBAN_DATA: the data folder (数据目录)."""
    database_url: str | None = None
    """DUBAN_DATABASE_URL: PostgreSQL in place of the data folder's SQLite files."""
    vault_key_file: Path | None = None
    """DUBAN_VAULT_KEY_FILE: the vault's key, by default in the data folder; required with PostgreSQL."""
    evidence: Path | None = None
    """DUBAN_EVIDENCE: the evidence files (佐证库), by default in the data folder; required with PostgreSQL."""
    horizon_days: float | None = None
    """DUBAN_HORIZON_DAYS: whoever waits longer may be without a workflow; without it nobody is."""
    channels: Path | None = None
    """DUBAN_CHANNELS: how messages go out (渠道设置), by default channels.yaml in the data folder."""
    packs: Path | None = None
    """DUBAN_PACKS: a folder of campaign packs (方案包) in place of those shipped."""
    metrics: str | None = None
    """DUBAN_METRICS: host:port of the page for Prometheus; none by default."""
    brisk: bool = False
    """DUBAN_BRISK=1: what waits and repeats is in a hurry; for tests and trials, it costs a server for nothing."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Raises SetupRefused."""
    url = environment.get("DUBAN_DATABASE_URL") or None
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise SetupRefused("DUBAN_DATABASE_URL 应为 PostgreSQL 地址，形如 postgresql://用户@主机/数据库名")
    return Settings(
        data=_path(environment, "DUBAN_DATA") or Path("data"),
        database_url=url,
        vault_key_file=_path(environment, "DUBAN_VAULT_KEY_FILE"),
        evidence=_path(environment, "DUBAN_EVIDENCE"),
        channels=_path(environment, "DUBAN_CHANNELS"),
        packs=_path(environment, "DUBAN_PACKS"),
        horizon_days=_days(environment, "DUBAN_HORIZON_DAYS"),
        metrics=environment.get("DUBAN_METRICS") or None,
        brisk=environment.get("DUBAN_BRISK") == "1",
    )


def _days(environment: Mapping[str, str], name: str) -> float | None:
    value = environment.get(name)
    if not value:
        return None
    try:
        days = float(value)
    except ValueError:
        days = 0.0
    if not 1 <= days < 10_000:
        raise SetupRefused(f"{name} 应为天数，至少 1 天，如 30")
    return days


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    value = environment.get(name)
    return Path(value).expanduser() if value else None
