"""Upgrading: what a release has left behind is opened by the program of today."""
