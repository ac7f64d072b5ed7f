"""The command that builds the course from its sources, and shows it as pages."""

from pathlib import Path
from typing import Annotated

import typer

from vertebra.errors import CourseError
from vertebra.printing import say
from vertebra.texts import _, pgettext

site_app = typer.Typer()


def add_to(app: typer.Typer) -> None:
    """Add the command to those of `vertebra`."""
    app.registered_commands += site_app.registered_commands


@site_app.command()
def book(
    html: Annotated[
        Path | None, typer.Option(help="Write the course as web pages into this folder, and a zip of it beside it.")
    ] = None,
    quiz: Annotated[
        list[Path] | None,
        typer.Option(help="Lay a released quiz into the pages of --html: its folder, such as release/Q1."),
    ] = None,
    pyodide: Annotated[
        Path | None,
        typer.Option(help="The folder of Pyodide's release for --html, where the checkout has not fetched it."),
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Option(help="Write the lessons in print, with the reference of the package, into this folder."),
    ] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Show the pages of --html in the browser.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where they are served; 0 for any free port.")] = 8800,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Build the notebooks from the sources of the lessons; and pages that any web server hosts."""
    from vertebra.paths import CHECKOUT

    if (serve or quiz) and html is None:
        raise CourseError(pgettext("serve-what", "--serve and --quiz need the pages of --html; name their folder."))
    if CHECKOUT and not quiz:
        from vertebra.book.builder import build

        for path in build():
            say(_("wrote {path}").format(path=path))
    if html is not None and quiz:
        from vertebra.site import builder

        for release in quiz:
            say(_("wrote {build}").format(build=builder.add_quiz(html, release)))
    elif html is not None:
        from vertebra.site import builder

        say(_("wrote {build}").format(build=builder.build(html, pyodide=pyodide)))
        if megabytes := builder.first_load_mb(html):
            sentence = pgettext("first-load", "A page loads {megabytes} MB, once, until its pictures move.")
            say(sentence.format(megabytes=f"{megabytes:.1f}"))
    if reference is not None:
        from vertebra.book import website

        say(_("wrote {build}").format(build=website.build(reference)))
    if serve and html is not None:
        from vertebra.site import server

        server.show(html, port, browser)
