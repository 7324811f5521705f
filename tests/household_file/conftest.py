"""The office of the command line, for those who read the directory by it."""

from tests.cli.conftest import duban, folder_with_people, office

__all__ = ["duban", "folder_with_people", "office"]
