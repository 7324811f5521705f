"""The office of the command line, for those who look after an installation by it."""

from tests.cli.conftest import duban, folder_with_people, office

__all__ = ["duban", "folder_with_people", "office"]
