"""A sheet of A4 in millimetres from its upper left corner: text with bold and italic words, boxes, arrows, sources.

Colours differ in lightness, so a sheet can be printed in grey; fonts are embedded, and the same content gives the same
bytes. See decision 0361.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib import style
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, Polygon, Rectangle
from matplotlib.textpath import text_to_path

from vertebra import __version__, references
from vertebra.book import roles
from vertebra.book.sheets import edition
from vertebra.quiz.storage import write_atomic

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
MARGIN_MM = 12.0
INNER_MM = WIDTH_MM - 2 * MARGIN_MM
TOP_MM = 31.0
"""Where a sheet's own content begins."""
MM_PER_POINT = 25.4 / 72
MM_PER_INCH = 25.4
LEADING = 1.28
"""Distance between lines, in heights of the type."""
BODY_POINTS, SMALL_POINTS, SOURCE_POINTS = 7.6, 6.6, 5.6

INK, PAPER, QUIET = "#14181C", "#FFFFFF", "#454C54"
LIGHT, MIDDLE, DARK = "#EEF1F4", "#CDD6DE", "#1F3A54"
GRID = "#A4ADB6"
COLOURS = {
    "plain": (INK, PAPER),
    "quiet": (QUIET, PAPER),
    "light": (INK, LIGHT),
    "middle": (INK, MIDDLE),
    "dark": (PAPER, DARK),
}
"""Ink and ground by the name of a tone."""

SENTENCE = (
    "This sheet teaches; it advises no patient. Its numbers are those of the course's tables; local rules come first."
)
"""Stands on every sheet; content, in the lessons' language."""
SETTINGS: Any = {
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "pdf.use14corefonts": False,
    "font.family": ["DejaVu Sans"],
    "mathtext.fontset": "dejavusans",
    "text.usetex": False,
    "axes.unicode_minus": True,
    "path.simplify": False,
}

BREAKS = " \n"
"""What a line may be divided at; a no-break space is none."""

_STYLES = re.compile(r"(\*\*.+?\*\*|\*.+?\*)")
_CITE = re.compile(r"\s*\{cite\}`([^`]+)`")
_VALUE = re.compile(r"\{value\}`[^`]+`")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@dataclass(frozen=True)
class Word:
    """A word with its face; `glued` if no space stands before it."""

    text: str
    bold: bool
    italic: bool
    glued: bool


class Page:
    """A sheet that is being laid out; what does not fit raises `ValueError`, so that no sheet is cut off unseen."""

    def __init__(self, title: str, subtitle: str) -> None:
        self.figure = Figure(figsize=(WIDTH_MM / MM_PER_INCH, HEIGHT_MM / MM_PER_INCH))
        self.axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, WIDTH_MM), ylim=(HEIGHT_MM, 0))
        self.axes.axis("off")
        self.title = title
        self.keys: list[str] = []
        self.lowest_mm = 0.0
        self.rectangle(0, 0, WIDTH_MM, 24, "dark")
        self.text(MARGIN_MM, 5.2, f"**{title}**", INNER_MM, 19, "dark")
        self.text(MARGIN_MM, 15.2, subtitle, INNER_MM, 8.6, "dark")

    def text(
        self, x: float, y: float, text: str, width: float, points: float = BODY_POINTS, tone: str = "plain"
    ) -> float:
        """Set text in a column with its upper left corner at `x`, `y`.

        Parameters
        ----------
        x, y, width : float
            In mm.
        text : str
            Markdown of bold and italic words and paragraphs, with the course's roles; citations become numbers.
        points : float
            Size of the type.
        tone : str
            One of `COLOURS`.

        Returns
        -------
        float
            Where the text ends, in mm from the top.
        """
        for line in _lines(self.rendered(text), width, points):
            baseline = y + points * MM_PER_POINT * 0.95
            at = x
            for run in _runs(line):
                self.axes.text(at, baseline, run.text, color=COLOURS[tone][0], va="baseline", **_face(run, points))
                at += _run_width(run, points)
            y += points * MM_PER_POINT * LEADING
        self.lowest_mm = max(self.lowest_mm, y)
        return y

    def middle(
        self, x: float, y: float, text: str, width: float, high: float, points: float = BODY_POINTS, tone: str = "plain"
    ) -> None:
        """Set text half-way down a box that is `high` mm high and begins at `y`."""
        self.text(x, y + (high - self.height(text, width, points)) / 2, text, width, points, tone)

    def height(self, text: str, width: float, points: float = BODY_POINTS) -> float:
        """Return how high a text will be, in mm."""
        return len(_lines(self.rendered(text), width, points)) * points * MM_PER_POINT * LEADING

    def rendered(self, text: str) -> str:
        """Return a text with its roles rendered, and its citations as numbers in the order of the sheet."""
        numbered = _CITE.sub(lambda match: self.cited(match[1]), text)
        return _LINK.sub(r"\1", roles.render(_VALUE.sub(lambda match: _together(roles.render(match[0])), numbered)))

    def cited(self, keys: str) -> str:
        """Return the numbers of sources given as `A2001;B2002`, such as ` [1, 2]`."""
        numbers = []
        for key in references.source_keys(keys):
            if key not in self.keys:
                self.keys.append(key)
            numbers.append(str(self.keys.index(key) + 1))
        return " " + _together(f"[{', '.join(numbers)}]") if numbers else ""

    def rectangle(self, x: float, y: float, width: float, height: float, tone: str, edge: str = "none") -> None:
        """Draw a filled rectangle."""
        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=COLOURS[tone][1], edgecolor=edge, linewidth=0.5))
        self.lowest_mm = max(self.lowest_mm, y + height if y > 0 else 0)

    def box(self, x: float, y: float, width: float, height: float, tone: str, edge: str = INK) -> None:
        """Draw a box with round corners."""
        style = "round,pad=0,rounding_size=1.2"
        self.axes.add_patch(
            FancyBboxPatch(
                (x, y), width, height, boxstyle=style, facecolor=COLOURS[tone][1], edgecolor=edge, linewidth=0.6
            )
        )
        self.lowest_mm = max(self.lowest_mm, y + height)

    def arrow(self, x: float, y: float, length: float) -> None:
        """Draw a short arrow to the right."""
        self.line(x, y, x + length - 1.4, y, 0.9)
        end = x + length
        self.axes.add_patch(Polygon([(end, y), (end - 1.8, y - 1.1), (end - 1.8, y + 1.1)], facecolor=INK, linewidth=0))

    def line(self, x: float, y: float, to_x: float, to_y: float, points: float = 0.5, colour: str = INK) -> None:
        """Draw a line `points` wide; one in another colour than ink lies behind everything."""
        order = 2.0 if colour == INK else 0.5
        self.axes.plot([x, to_x], [y, to_y], color=colour, linewidth=points, solid_capstyle="butt", zorder=order)

    def heading(self, y: float, text: str, x: float = MARGIN_MM, width: float = INNER_MM) -> float:
        """Set a heading with a rule above; return where the content below it begins."""
        self.line(x, y, x + width, y, 1.2)
        return self.text(x, y + 1.4, f"**{text}**", width, 9.4) + 0.8

    def save(self, path: Path) -> Path:
        """Set the foot and write the sheet.

        Raises
        ------
        ValueError
            If the content reaches into the foot.
        """
        content_mm = self.lowest_mm
        foot_mm = self._foot()
        if content_mm > foot_mm:
            raise ValueError(f"{self.title}: the content ends at {content_mm:.1f} mm, the foot begins at {foot_mm:.1f}")
        metadata = {
            "Title": self.title,
            "Author": "The Vertebra authors",
            "Subject": SENTENCE,
            "Keywords": f"vertebra {edition.fingerprint()}",
            "Creator": f"Vertebra {__version__}",
            "Producer": None,
            "CreationDate": None,
        }
        write_atomic(path, _pdf(self.figure, metadata))
        return path

    def _foot(self) -> float:
        """Set sources, date and the one sentence; return where the foot begins, in mm."""
        sources = "   ".join(f"**{number}**{_together(' ' + _source(key))}" for number, key in enumerate(self.keys, 1))
        made = f"Tables of {edition.tables_date()} · contents {edition.fingerprint()} · Vertebra {__version__}"
        room = partial(self.height, width=INNER_MM, points=SOURCE_POINTS)
        top = HEIGHT_MM - 7 - room(sources) - self.height(SENTENCE, INNER_MM, SMALL_POINTS) - room(made) - 2
        self.line(MARGIN_MM, top, WIDTH_MM - MARGIN_MM, top, 0.8)
        y = self.text(MARGIN_MM, top + 1.2, f"**{SENTENCE}**", INNER_MM, SMALL_POINTS)
        y = self.text(MARGIN_MM, y + 0.4, sources, INNER_MM, SOURCE_POINTS, "quiet") if sources else y
        self.text(MARGIN_MM, y + 0.2, made, INNER_MM, SOURCE_POINTS, "quiet")
        return top


@contextmanager
def own_settings() -> Iterator[None]:
    """Leave aside what the reader has set for matplotlib, so that a sheet looks the same everywhere."""
    with style.context(["default", SETTINGS]):
        yield


def sentence(text: str) -> str:
    """Return a cell's text with a capital letter at its beginning."""
    start = len(text) - len(text.lstrip("*"))
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def _pdf(figure: Figure, metadata: dict[str, str | None]) -> bytes:
    stream = io.BytesIO()
    FigureCanvasPdf(figure).print_pdf(stream, metadata=metadata)
    return stream.getvalue()


def _source(key: str) -> str:
    """`Patel 2019, doi:10.1016/...`: short, with the best identifier."""
    fields = references.entry(key).fields
    link = next((f"{before}{fields[name]}" for name, before, _address in references.LINKS if name in fields), "")
    where = link or (fields["url"].split("/")[2] if "url" in fields else fields.get("journal", ""))
    return f"{references.short(key)}, {where}".rstrip(", ")


def _together(text: str) -> str:
    """A text that no line divides, such as a number with its unit."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _words(text: str) -> list[Word]:
    """The words of a paragraph with their faces."""
    words: list[Word] = []
    spaced = True
    for piece in filter(None, _STYLES.split(text)):
        bold, italic = piece.startswith("**"), piece.startswith("*") and not piece.startswith("**")
        bare = piece.strip("*") if bold or italic else piece
        for number, word in enumerate(re.findall(r"[^ \n]+", bare)):
            words.append(Word(word, bold, italic, number == 0 and not spaced and bare[0] not in BREAKS))
        spaced = bare[-1] in BREAKS
    return words


def _chunks(words: Sequence[Word]) -> list[list[Word]]:
    """Words between which no space stands, together."""
    chunks: list[list[Word]] = []
    for word in words:
        if word.glued and chunks:
            chunks[-1].append(word)
        else:
            chunks.append([word])
    return chunks


def _lines(text: str, width: float, points: float) -> list[list[Word]]:
    """The words of a text in lines of at most `width` mm; an empty line divides paragraphs."""
    lines: list[list[Word]] = []
    for paragraph in text.split("\n\n"):
        line: list[Word] = []
        used = 0.0
        for chunk in _chunks(_words(paragraph)):
            own = sum(_width(word.text, word.bold, word.italic) for word in chunk) * points
            if own > width + 0.01:
                raise ValueError(f"{chunk[0].text!r} is wider than its column of {width:.0f} mm")
            gap = _width(" ", chunk[0].bold, chunk[0].italic) * points if line else 0.0
            if line and used + gap + own > width:
                lines.append(line)
                line, used, gap = [], 0.0, 0.0
            line += chunk
            used += gap + own
        lines.append(line)
    return lines


def _runs(line: Sequence[Word]) -> list[Word]:
    """A line's words of one face joined, each run with the space before it."""
    runs: list[Word] = []
    for number, word in enumerate(line):
        space = "" if word.glued or number == 0 else " "
        last = runs[-1] if runs else None
        if last and (last.bold, last.italic) == (word.bold, word.italic):
            runs[-1] = Word(f"{last.text}{space}{word.text}", word.bold, word.italic, False)
        else:
            runs.append(Word(f"{space}{word.text}", word.bold, word.italic, False))
    return runs


def _run_width(run: Word, points: float) -> float:
    return sum(_width(piece, run.bold, run.italic) * points for piece in re.findall(r" |[^ ]+", run.text))


def _face(word: Word, points: float) -> dict[str, Any]:
    return {
        "fontfamily": "DejaVu Sans",
        "fontsize": points,
        "fontweight": "bold" if word.bold else "normal",
        "fontstyle": "italic" if word.italic else "normal",
        "parse_math": False,
    }


_WIDTHS: dict[tuple[str, bool, bool], float] = {}


def _width(text: str, bold: bool, italic: bool) -> float:
    """The width of a text in mm for each point of its size."""
    key = (text, bold, italic)
    if key not in _WIDTHS:
        face = FontProperties(
            family="DejaVu Sans",
            weight="bold" if bold else "normal",
            style="italic" if italic else "normal",
            size=100,
        )
        width, _height, _descent = text_to_path.get_text_width_height_descent(text, face, ismath=False)
        _WIDTHS[key] = width / 100 * MM_PER_POINT
    return _WIDTHS[key]
