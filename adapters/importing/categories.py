"""Matching 问题类型 as written to a taxonomy: code -> label and aliases (domain section 12)."""

import re
from collections.abc import Mapping, Sequence

from adapters.importing.text import squeezed

_SIGNS = re.compile(r"[“”\"'‘’「」《》()、,，.。·和及与]")
_PATH = re.compile(r"[-—–/|\\:>→]+")
_ENDINGS = ("方面问题", "方面的问题", "方面", "类问题", "问题", "类")


class Categories:
    """A taxonomy prepared for comparing. Labels may come with …方面, quotes, blanks, or their words in another order.

    附件2 prints 就业稳岗 for 稳岗就业, 安全饮水 for 饮水安全: the same characters in another order are one label.
    """

    def __init__(self, taxonomy: Mapping[str, Sequence[str]]) -> None:
        self._labels = {code: names[0] for code, names in taxonomy.items() if names}
        self._codes: dict[str, set[str]] = {}
        for code, names in taxonomy.items():
            for name in (code, *names):
                for form in (_compared(name), _unordered(name)):
                    self._codes.setdefault(form, set()).add(code)

    def code_of(self, text: str) -> str | None:
        """The one code that this text names; None if it names none or several."""
        # “三保障”和饮水安全方面-义务教育, “三保障”和饮水安全方面 义务教育: the last part counts
        parts = [text, *reversed(_PATH.split(squeezed(text))), *reversed(text.split()[1:])]
        for part in parts:
            for form in (_compared(part), _unordered(part)):
                codes = self._codes.get(form, set())
                if len(codes) == 1:
                    return next(iter(codes))
        return None

    def candidates(self, text: str) -> tuple[str, ...]:
        """Labels that share words with the text, for a person to choose from; all labels if none does."""
        plain = _compared(text)
        pairs = {plain[at : at + 2] for at in range(len(plain) - 1)}
        near = tuple(label for label in self._labels.values() if any(pair in label for pair in pairs))
        return near or tuple(self._labels.values())


def _compared(text: str) -> str:
    plain = _SIGNS.sub("", squeezed(text)).lower()
    for ending in _ENDINGS:
        if plain.endswith(ending) and plain != ending:
            return plain.removesuffix(ending)
    return plain


def _unordered(text: str) -> str:
    return "".join(sorted(_compared(text)))
