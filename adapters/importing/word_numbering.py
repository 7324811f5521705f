"""Automatic numbers of Word paragraphs, which stand in no text: "1." or "（一）" follows from the list's definition.

Only what plans use is known: decimal and Chinese counting, circles; bullets and other kinds give no number.
"""

from collections import defaultdict

from adapters.importing.zip_package import Package, attribute, local

_CHINESE = "一二三四五六七八九"
_CHINESE_COUNTING = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCountingThousand",
}
_MAX_NUMBER_TEXT = 32


class _Level:
    def __init__(self) -> None:
        self.start = 1
        self.format = "decimal"
        self.text = ""


class Numbering:
    """Hands out the next number of a list; counts as Word does, a deeper level starting anew under a higher one."""

    def __init__(self) -> None:
        self.lists: dict[str, str] = {}  # list id -> definition id
        self.definitions: dict[str, dict[int, _Level]] = defaultdict(dict)
        self.styles: dict[str, tuple[str, int]] = {}  # paragraph style -> list id, level
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def next(self, style: str, list_id: str, level: int) -> str:
        """The printed number of the next paragraph of a list, empty for a paragraph that is in none."""
        if not list_id and style in self.styles:
            list_id, level = self.styles[style]
        definition = self.lists.get(list_id, "")
        levels = self.definitions.get(definition, {})
        if level not in levels:
            return ""
        counts = self._counts[definition]
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return _printed(levels, level, counts)


def read_numbering(package: Package, numbering_part: str, styles_part: str) -> Numbering:
    """The lists of a document; empty when it has none. Raises ImportRefused as every part does."""
    numbering = Numbering()
    if package.has(numbering_part):
        definitions = _Definitions(numbering)
        package.read_xml(numbering_part, definitions.start, lambda _: None, lambda _: None)
    if package.has(styles_part):
        styles = _Styles(numbering)
        package.read_xml(styles_part, styles.start, lambda _: None, lambda _: None)
    return numbering


class _Definitions:
    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._definition = self._list = ""
        self._level = _Level()

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        name, value = local(qualified), attribute(attributes, "val")
        if name == "abstractNum":
            self._definition = attribute(attributes, "abstractNumId")
        elif name == "lvl":
            self._level = _Level()
            self._numbering.definitions[self._definition][small_number(attribute(attributes, "ilvl"))] = self._level
        elif name == "numFmt":
            self._level.format = value
        elif name == "lvlText":
            self._level.text = value[:_MAX_NUMBER_TEXT]
        elif name == "start":
            self._level.start = small_number(value)
        elif name == "num":
            self._list = attribute(attributes, "numId")
        elif name == "abstractNumId":
            self._numbering.lists[self._list] = value


class _Styles:
    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._style = ""
        self._level = 0

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        name, value = local(qualified), attribute(attributes, "val")
        if name == "style":
            self._style, self._level = attribute(attributes, "styleId"), 0
        elif name == "ilvl":
            self._level = small_number(value)
        elif name == "numId" and self._style:
            self._numbering.styles[self._style] = (value, self._level)


def small_number(text: str) -> int:
    """A number of an attribute; 0 for anything that is none or is absurdly long."""
    return int(text) if text.isdecimal() and len(text) <= 4 else 0


def _printed(levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
    if levels[level].format in ("bullet", "none"):
        return ""
    text = levels[level].text
    for other, definition in levels.items():
        count = counts.get(other, definition.start)
        text = text.replace(f"%{other + 1}", _counted(count, definition.format))
    return text


def _counted(count: int, number_format: str) -> str:
    if number_format in _CHINESE_COUNTING and 0 < count < 100:
        return chinese_number(count)
    if number_format == "decimalEnclosedCircle" and 0 < count <= 20:
        return chr(0x2460 + count - 1)
    return str(count)


def chinese_number(number: int) -> str:
    """1 to 99 as 一 to 九十九."""
    tens, ones = divmod(number, 10)
    leading = "" if tens == 0 else "十" if tens == 1 else f"{_CHINESE[tens - 1]}十"
    return leading + (_CHINESE[ones - 1] if ones else "")
