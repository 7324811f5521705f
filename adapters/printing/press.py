"""PDF 排版: HTML becomes a PDF by WeasyPrint, which needs a library and a Chinese font of the machine.

The same page is the same bytes: nothing in the file says when it was made. It loads nothing from anywhere.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

from adapters.refusals import SetupRefused

NO_LIBRARY = (
    "这台机器缺少排版 PDF 的系统库（libpango）。Debian、Ubuntu 请安装 libpango-1.0-0、libpangoft2-1.0-0、"
    "libharfbuzz-subset0；或者改用 --out 文件名.docx，再用 Word、WPS 另存为 PDF"
)
NO_FONT = (
    "这台机器没有中文字体，印出的 PDF 会缺字。请安装仿宋、黑体、楷体，或 fonts-noto-cjk；"
    "或者改用 --out 文件名.docx，在装有字体的机器上另存为 PDF"
)


def pressed(html: str) -> bytes:
    """The PDF of a page. Raises SetupRefused."""
    try:
        import weasyprint  # slow, and without its library it cannot even be loaded
    except OSError as error:
        raise SetupRefused(NO_LIBRARY) from error
    if not has_chinese():
        raise SetupRefused(NO_FONT)
    written = weasyprint.HTML(string=html, url_fetcher=fetches_nothing).write_pdf(pdf_identifier=b"duban")
    return bytes(written)


def fetches_nothing(url: str, *rest: Any, **more: Any) -> Any:
    raise ValueError(f"a document fetches nothing: {url}")


def has_chinese() -> bool:
    """Whether a font of the machine has Chinese glyphs; where nobody can be asked, WeasyPrint will show it."""
    lists = shutil.which("fc-list")
    return not lists or bool(subprocess.run([lists, ":lang=zh"], capture_output=True, check=False).stdout.strip())
