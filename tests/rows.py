"""One test for one fact that holds for every row of a table: all rows are tried, and the failure names each bad one."""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest

OWN = {"tmp_path", "monkeypatch"}
"""Fixtures that each row gets anew: a folder below the test's, and changes that are undone after the row."""


def each_row(
    names: str | Sequence[str], rows: Iterable[Any], ids: Callable[[Any], object] | Iterable[object] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test for every row, as `pytest.mark.parametrize` would, but as one test.

    For rows that are quick and need no set-up of their own: other fixtures than `OWN` are shared by the rows.

    Parameters
    ----------
    names, rows, ids
        As for `pytest.mark.parametrize`; no row has marks.

    Raises
    ------
    pytest.fail.Exception
        When at least one row fails; the message holds every failed row with where and why.
    """
    wanted = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
    table = list(_labelled(wanted, rows, ids))

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(test)
        unknown = set(wanted) - set(signature.parameters)
        assert not unknown, f"{test.__name__} has no argument {', '.join(sorted(unknown))}"

        @functools.wraps(test)
        def over_all_rows(**fixtures: Any) -> None:
            assert table, "a test of no rows can't fail"
            _report(len(table), *_outcomes(test, table, fixtures))

        rest = [one for name, one in signature.parameters.items() if name not in wanted]
        over_all_rows.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return over_all_rows

    return decorate


def _labelled(names: Sequence[str], rows: Iterable[Any], ids: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row's label and its arguments."""
    given = None if ids is None or callable(ids) else list(ids)
    for at, row in enumerate(rows):
        label, cells = "", (row,) if len(names) == 1 else row
        if isinstance(row, type(pytest.param())):
            assert not row.marks, "a row with a mark is a test of its own: use pytest.mark.parametrize"
            label, cells = str(row.id or ""), row.values
        values = dict(zip(names, cells, strict=True))
        if given is not None:
            label = str(given[at])
        elif callable(ids):
            label = "-".join(str(ids(one)) for one in values.values())
        yield label or ", ".join(f"{name}={_short(value)}" for name, value in values.items()), values


def _short(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _outcomes(
    test: Callable[..., None], table: Sequence[tuple[str, dict[str, Any]]], fixtures: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """What failed and what was skipped, a text a row."""
    failed, skipped = [], []
    for at, (label, values) in enumerate(table):
        own = dict(fixtures)
        if "tmp_path" in own:
            own["tmp_path"] = fixtures["tmp_path"] / f"row{at}"
            own["tmp_path"].mkdir()
        with pytest.MonkeyPatch.context() as patch:
            if "monkeypatch" in own:
                own["monkeypatch"] = patch
            try:
                test(**own, **values)
            except pytest.skip.Exception as reason:
                skipped.append(f"[{label}] {reason}")
            except (Exception, pytest.fail.Exception) as error:
                shown = pytest.ExceptionInfo.from_exception(error).getrepr(style="short")
                failed.append(f"[{label}]\n{shown}")
    return failed, skipped


def _report(tried: int, failed: Sequence[str], skipped: Sequence[str]) -> None:
    __tracebackhide__ = True
    if failed:
        pytest.fail(f"{len(failed)} of {tried} rows failed:\n\n" + "\n\n".join(failed), pytrace=False)
    if skipped:
        pytest.skip(f"{len(skipped)} of {tried} rows: {'; '.join(skipped)}")
