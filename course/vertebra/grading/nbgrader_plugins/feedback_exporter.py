"""The page that a student gets back. nbgrader's own `generate_feedback` writes it with this exporter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from nbconvert.exporters import Exporter
from traitlets import default

from vertebra.grading.autograde.render_html import render
from vertebra.grading.course_folder.grading_record import REJECTED
from vertebra.grading.formats import local_time


class FeedbackExporter(Exporter):
    """One HTML page without scripts, links to elsewhere, or the notebook's own mark-up."""

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The page. Points and comments come from the gradebook, through nbgrader's GetGrades."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        entries = [_entry(cell) for cell in nb.cells if "vertebra" in cell.metadata]
        names = resources["nbgrader"]
        if not entries:
            return render("feedback_code.html", cells=_code_cells(nb), names=names), resources
        page = render(
            "feedback.html",
            title=_title(nb, names["notebook"]),
            student=names["student"],
            entries=entries,
            score=names["score"],
            max_score=names["max_score"],
            late_penalty=names["late_penalty"],
            late=names["late"],
            full_name=names["full_name"],
            submitted_at=names["submitted_at"],
            graded_at=local_time(datetime.now(UTC)),
            mean=names["class_mean"],
            again=_sections_to_review(entries),
        )
        return page, resources


def _entry(cell: Any) -> dict[str, Any]:
    """An item as the page shows it: the mark, and what the gradebook says now."""
    mark, nbgrader = dict(cell.metadata["vertebra"]), cell.metadata["nbgrader"]
    points = float(nbgrader.get("score") or 0)
    waiting = bool(nbgrader.get("waiting"))
    # A score that differs from the automatic one was given by a person, who may have settled what was held.
    changed = abs(points - mark["points"]) > 1e-9
    by_person = changed or ((mark["by_hand"] or mark["held"]) and mark["verdict"] not in ("blank", REJECTED))
    verdict = "held" if waiting else "by hand" if by_person else mark["verdict"]
    return {
        "stages": [],  # Of what was graded before a case had them.
        **mark,
        "points": points,
        "max_points": float(nbgrader["points"]),
        "verdict": verdict,
        "waiting": waiting,
        "comment": nbgrader.get("comment") or "",
        "picture": _picture(cell),
    }


def _code_cells(nb: Any) -> list[dict[str, Any]]:
    """The graded cells of an assignment with code, as the page shows them."""
    graded_cells = [cell for cell in nb.cells if "score" in cell.metadata.get("nbgrader", {})]
    return [
        {
            **{
                name: cell.metadata.nbgrader.get(name) for name in ("grade_id", "score", "points", "waiting", "comment")
            },
            "errors": [f"{out.ename}: {out.evalue}" for out in cell.get("outputs", []) if out.output_type == "error"],
        }
        for cell in graded_cells
    ]


def _picture(cell: Any) -> str:
    """The item's picture as base64, if it has one."""
    pictures = (output.data["image/png"] for output in cell.get("outputs", []) if "image/png" in output.get("data", {}))
    return str(next(pictures, ""))


def _title(nb: Any, otherwise: str) -> str:
    first = next((cell.source for cell in nb.cells if cell.cell_type == "markdown"), "")
    return first.splitlines()[0].lstrip("# ") if first.startswith("#") else otherwise


def _sections_to_review(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Objective and lesson section of every item that was not fully right, each once."""
    missed = [e for e in entries if e["points"] < e["max_points"] and not e["waiting"]]
    return list(dict.fromkeys((entry["objective"], entry["lesson_section"]) for entry in missed))
