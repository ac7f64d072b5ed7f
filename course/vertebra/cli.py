"""The `vertebra` command.

Every command is thin: it imports its module when it is called, calls one function and says what came of it. A new command
is a function here with `@app.command()`. The teacher's commands stand in `vertebra.grading.cli`, where that is installed.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from inspect import cleandoc
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from vertebra import __version__
from vertebra.errors import CourseError, is_disk_full
from vertebra.printing import say
from vertebra.texts import _

TEACHING = ("teach", "quiz", "question", "grade", "due", "restore", "report", "export", "demo")
"""What comes with the teaching part only: a student's installation has neither these commands nor a graded key."""


class _Commands(typer.core.TyperGroup):
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = super().get_command(ctx, cmd_name)
        if found is None and cmd_name in TEACHING:
            raise CourseError(
                _(
                    "'{cmd_name}' is a teacher's command, and this is a student's installation. Teachers work from a "
                    "checkout of the course, or install vertebra-teaching beside it (README)."
                ).format(cmd_name=cmd_name)
            )
        return found and _in_the_readers_language(found)


def _in_the_readers_language(command: Any) -> Any:
    """A command whose help, and whose options' help, is looked up in the catalogue; once for each command."""
    for part in (command, *command.params):
        part.help = _(cleandoc(getattr(part, "help", None) or "")) or None
    for inner in getattr(command, "commands", {}).values():
        _in_the_readers_language(inner)
    return command


app = typer.Typer(cls=_Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _show_version(asked: bool) -> None:
    if asked:
        say(f"vertebra {__version__}")
        raise typer.Exit()


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Vertebra: learn, teach and grade the course."""


@app.command()
def learn(
    folder: Annotated[
        Path | None, typer.Option("--dir", help="Your folder for the lessons; ~/Vertebra if left out.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port JupyterLab listens on.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Bring your folder up to date and open the lessons in JupyterLab."""
    from vertebra.lessons import lab, workspace

    update = workspace.workspace(folder or workspace.DEFAULT)
    say(_("Your lessons are in {folder}.").format(folder=update.folder))
    for name in update.kept:
        say(_("A newer edition came; what you had written is kept as {name}.").format(name=name))
    lab.start_lab(update.folder, port, browser)


@app.command()
def book(
    html: Annotated[
        Path | None, typer.Option(help="Also run the lessons and write the static book into this folder.")
    ] = None,
) -> None:
    """Build the notebooks from the sources of the lessons."""
    from vertebra.book.builder import build

    for path in build():
        say(_("wrote {path}").format(path=path))
    if html is not None:
        from vertebra.book import website

        say(_("wrote {build}").format(build=website.build(html)))


@app.command()
def check(
    sample: Annotated[
        int | None, typer.Option(min=1, help="Try only so many variants of each question, and release no quiz.")
    ] = None,
) -> None:
    """Check everything the course ships; list every fault by file and line."""
    from vertebra.book.check import check as find_faults

    faults = find_faults(sample)
    for fault in faults:
        say(fault)
    if faults:
        raise CourseError(_("{n_faults} faults to put right.").format(n_faults=len(faults)))
    say(_("No faults."))


@app.command()
def texts() -> None:
    """Write the catalogue of sentences anew from the sources, for translators."""
    from vertebra.book import catalogue

    say(_("The sentences of the course are in {write}.").format(write=catalogue.write()))


@app.command()
def warm() -> None:
    """Compile the models once, so that no learner waits for it."""
    from vertebra.warm import warm as compile_all

    compile_all(lambda module: say(_("compiling {module}").format(module=module)))


if find_spec("vertebra.grading") is not None:
    import_module("vertebra.grading.cli").add_to(app)


def main() -> None:
    """Run the command; an error of the course is one sentence, not a traceback."""
    try:
        app(prog_name="vertebra")
    except CourseError as error:
        say(_("vertebra: {error}").format(error=error), file=sys.stderr)
        raise SystemExit(1) from None
    except Exception as error:
        if not is_disk_full(error):
            raise
        full = _(
            "There is no room left on the disk. Make room, then call the command again: nothing that was done is lost."
        )
        say(_("vertebra: {error}").format(error=full), file=sys.stderr)
        raise SystemExit(1) from None
