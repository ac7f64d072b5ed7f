"""The `vertebra` command."""

import sys

import typer

from vertebra.errors import CourseError

app = typer.Typer(no_args_is_help=True, help="Vertebra: learn, teach and grade the course.", add_completion=False)


@app.callback()
def root() -> None:
    """Vertebra: learn, teach and grade the course."""


def main() -> None:
    """Run the command; an error of the course is one sentence, not a traceback."""
    try:
        app()
    except CourseError as error:
        print(f"vertebra: {error}", file=sys.stderr)
        raise SystemExit(1) from None
