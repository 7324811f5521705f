"""What the person at the machine has to put right before Duban can run."""

from __future__ import annotations

import errno

REASONS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是一个目录",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EEXIST: "已有同名的文件或目录",
    errno.EROFS: "磁盘只能读",
    errno.ENOSPC: "磁盘已满",
    errno.EIO: "磁盘读写出错",
}


class SetupRefused(Exception):
    """A setting, a folder or a database cannot be used as it is; `str()` says in Chinese why and what to do."""


def reason(error: OSError) -> str:
    """Why the operating system refused, in Chinese; what is not known here stays in its own words."""
    return REASONS.get(error.errno or 0) or error.strerror or str(error)
