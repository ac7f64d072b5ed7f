"""The pages on this machine: a small server that nobody else can reach."""

from __future__ import annotations

import functools
import webbrowser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.printing import say
from vertebra.texts import _, pgettext

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}
"""What Windows may call otherwise, in its registry: a browser runs nothing under another name."""


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012 (its class has it so)

    def end_headers(self) -> None:
        # Pages that were built anew are seen at the next look.
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who reads does not look at the terminal."""


def serve(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a folder of pages, on this machine only.

    Raises
    ------
    CourseError
        Where there are no pages, or another program listens there.
    """
    if not (folder / "index.html").exists():
        sentence = pgettext("no-pages", "There are no pages in {folder}.")
        raise CourseError(sentence.format(folder=folder))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Handler, directory=str(folder)))
    except OSError as error:
        sentence = pgettext("port-taken", "Nothing can be served on port {port} ({error}). Choose another with --port.")
        raise CourseError(sentence.format(port=port, error=error.strerror)) from error


def show(folder: Path, port: int, browser: bool = True) -> None:
    """Serve pages until the reader stops it, and open the browser on them."""
    with serve(folder, port) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        say(_("The course is at {address}. Stop with Ctrl+C.").format(address=address))
        if browser:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say(_("Stopped."))
