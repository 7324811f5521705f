"""Settings from the environment: what is meant, and what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.refusals import SetupRefused
from adapters.settings import Settings, settings_from


def test_without_settings_the_data_folder_lies_here() -> None:
    assert settings_from({"DUBAN_DATABASE_URL": ""}) == Settings(data=Path("data"))


def test_every_setting_has_its_variable() -> None:
    settings = settings_from(
        {
            "DUBAN_DATA": "/srv/duban",
            "DUBAN_DATABASE_URL": "postgresql://duban@db/duban",
            "DUBAN_VAULT_KEY_FILE": "~/vault.key",
            "DUBAN_PACKS": "/srv/packs",
            "DUBAN_HORIZON_DAYS": "30",
        }
    )
    assert settings == Settings(
        data=Path("/srv/duban"),
        database_url="postgresql://duban@db/duban",
        vault_key_file=Path("~/vault.key").expanduser(),
        packs=Path("/srv/packs"),
        horizon_days=30.0,
    )


def test_only_postgresql_is_meant_by_a_database_url() -> None:
    with pytest.raises(SetupRefused, match="应为 PostgreSQL 地址"):
        settings_from({"DUBAN_DATABASE_URL": "mysql://db/duban"})


@pytest.mark.parametrize("days", ["0", "-3", "许多", "nan"])
def test_a_horizon_is_a_number_of_days(days: str) -> None:
    with pytest.raises(SetupRefused, match="DUBAN_HORIZON_DAYS 应为天数"):
        settings_from({"DUBAN_HORIZON_DAYS": days})
