"""The file with which questions go to another platform."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.quiz.export import moodle, qti
from vertebra.quiz.export.bundle import ExportBundle
from vertebra.quiz.storage import owner_only_umask, write_atomic
from vertebra.texts import _

FORMS: dict[str, Callable[[ExportBundle], bytes]] = {"moodle": moodle.quiz_xml, "qti": qti.package}


def write(bundle: ExportBundle, form: str, path: Path) -> int:
    """Write `bundle` to `path` as `moodle` (XML) or `qti` (a package of QTI 2.1); return the number of variants.

    The file holds every key, so that only its owner may read it; it appears whole or not at all.
    """
    if form not in FORMS:
        raise CourseError(
            _("The format is {form}; there are {forms}.").format(form=repr(form), forms=" and ".join(FORMS))
        )
    try:
        with owner_only_umask():
            write_atomic(path, FORMS[form](bundle))
    except OSError as error:
        raise CourseError(
            _("The questions can't be written to {path}: {strerror}. Give another file.").format(
                path=path, strerror=error.strerror
            )
        ) from error
    return sum(map(len, bundle.questions.values()))
