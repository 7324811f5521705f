"""The command line's own words in Chinese (中文提示): headings of the help, and what is said of a slip of the pen.

Typer has no catalogue of messages; its fixed strings are replaced when a help page is asked for, and its errors are
worded here by what they carry.
"""

from __future__ import annotations

from typing import Any

from typer import Typer
from typer._click.core import Context
from typer._click.exceptions import BadParameter, MissingParameter, NoSuchOption, UsageError
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup, TyperOption

from adapters.play.nodes import nearest

FIXED = {
    "ARGUMENTS_PANEL_TITLE": "对象",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "REQUIRED_LONG_STRING": "[必填]",
    "DEFAULT_STRING": "[默认：{}]",
}
USAGE = (("Usage: ", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]..."))
HELP = "显示本说明"
BOUNDS = {"ge": "不小于", "le": "不大于", "gt": "大于", "lt": "小于"}


class InChinese:
    """What our commands and their group share."""

    def get_usage(self, ctx: Context) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        for english, chinese in USAGE:
            usage = usage.replace(english, chinese, 1)
        return usage

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        option: TyperOption | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = HELP
        return option

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        from typer import rich_utils  # only for whoever asks for help: it costs every command a tenth of a second

        for name, words in FIXED.items():
            setattr(rich_utils, name, words)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Command(InChinese, TyperCommand):
    pass


class Group(InChinese, TyperGroup):
    pass


def speak_chinese(app: Typer) -> None:
    """Have an application, and those inside it, speak Chinese; to be called once all commands are registered."""
    app.info.cls = Group
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            group.cls = Group
            speak_chinese(group.typer_instance)


def complaint(wrong: UsageError) -> str:
    """What is wrong with a command line, and how its help is asked for."""
    asks = f"；用法见 {wrong.ctx.command_path} --help" if wrong.ctx is not None else ""
    return f"{what_is_wrong(wrong)}{asks}"


def what_is_wrong(wrong: UsageError) -> str:
    match wrong:
        case MissingParameter():
            return f"缺少{hint(wrong)}"
        case NoSuchOption():
            return f"没有“{wrong.option_name}”这个选项{nearest(wrong.option_name, wrong.possibilities or ())}"
        case BadParameter():
            return f"{hint(wrong).strip()}的写法不对{within(wrong)}"
    command: Any = wrong.ctx.command if wrong.ctx is not None else None
    if isinstance(command, Group):
        return f"没有这个命令，可用：{'、'.join(command.commands)}"
    return "命令写法不对（多了参数，或选项后面缺少内容）"


def within(wrong: BadParameter) -> str:
    """The bound that a number is beyond."""
    told: Any = wrong.__cause__
    bounds = told.errors()[0].get("ctx", {}) if hasattr(told, "errors") else {}
    beyond = [f"{BOUNDS[name]} {bound}" for name, bound in bounds.items() if name in BOUNDS]
    return f"，应{'、'.join(beyond)}" if beyond else ""


def hint(wrong: BadParameter) -> str:
    """The name of the argument or option that is meant."""
    param = wrong.param
    if param is None:
        return "参数"
    words = getattr(param, "help", "") or ""
    name = param.opts[0] if param.opts and param.opts[0].startswith("-") else str(param.name)
    return f" {name}（{words}）" if words else f" {name}"
