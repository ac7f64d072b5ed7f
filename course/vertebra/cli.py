"""The `vertebra` command.

Every command is thin: it imports its module when it is called, calls one function and says what came of it. A new command
is a function here with `@app.command()`; a group (`vertebra quiz build`) is a `typer.Typer` added with `app.add_typer`.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from vertebra import __version__
from vertebra.errors import CourseError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _show_version(asked: bool) -> None:
    if asked:
        print(f"vertebra {__version__}")
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
    print(f"Your lessons are in {update.folder}.")
    for name in update.kept:
        print(f"A newer edition came; what you had written is kept as {name}.")
    lab.start_lab(update.folder, port, browser)


@app.command()
def book() -> None:
    """Build the notebooks from the sources of the lessons."""
    from vertebra.book.builder import build

    for path in build():
        print(f"wrote {path}")


@app.command()
def check() -> None:
    """Check everything the course ships; list every fault by file and line."""
    from vertebra.book.check import check as find_faults

    faults = find_faults()
    for fault in faults:
        print(fault)
    if faults:
        raise CourseError(f"{len(faults)} faults to put right.")
    print("No faults.")


@app.command()
def warm() -> None:
    """Compile the models once, so that no learner waits for it."""
    from vertebra.warm import warm as compile_all

    compile_all(lambda module: print(f"compiling {module}", flush=True))


def main() -> None:
    """Run the command; an error of the course is one sentence, not a traceback."""
    try:
        app(prog_name="vertebra")
    except CourseError as error:
        print(f"vertebra: {error}", file=sys.stderr)
        raise SystemExit(1) from None
