"""What the person at the machine has to put right before Duban can run."""


class SetupRefused(Exception):
    """A setting, a folder or a database cannot be used as it is; `str()` says in Chinese why and what to do."""
