"""A line that says how far the installation is: redrawn on a terminal, now and then a new line in a log."""

import shutil
import sys
from typing import TextIO

_BAR = 24
_LOG_STEPS = 10


class Progress:
    """`show` is called as often as one likes; `close` leaves the last state standing."""

    def __init__(self, title: str, stream: TextIO | None = None) -> None:
        self.title = title
        self.stream = stream or sys.stdout
        self.redraws = self.stream.isatty()
        self.step = -1
        self.width = 0

    def show(self, fraction: float, text: str) -> None:
        """Say that `fraction` (0 to 1) is done and what is being done."""
        fraction = min(max(fraction, 0.0), 1.0)
        if self.redraws:
            self._draw(fraction, text)
        elif int(fraction * _LOG_STEPS) > self.step:
            self.step = int(fraction * _LOG_STEPS)
            self.stream.write(f"{self.title}: {fraction:4.0%}  {text}\n")
            self.stream.flush()

    def _draw(self, fraction: float, text: str) -> None:
        done = round(fraction * _BAR)
        line = f"{self.title} [{'#' * done}{'.' * (_BAR - done)}] {text}"[: shutil.get_terminal_size().columns - 1]
        self.stream.write("\r" + line.ljust(self.width))
        self.stream.flush()
        self.width = len(line)

    def close(self) -> None:
        """End the line."""
        if self.redraws and self.width:
            self.stream.write("\n")
            self.stream.flush()
            self.width = 0
