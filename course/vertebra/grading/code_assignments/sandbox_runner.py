"""The script inside the sandbox: a notebook from standard input, outputs line by line to standard output.

It is started by itself and imports nothing of the course.
"""

import json
import os
import shutil
import sys
from pathlib import Path


def main() -> None:
    """Run the notebook in a copy of the folder that the first argument names, made at the second."""
    out = _own_output()
    _hide_from_the_kernel()
    folder = _work_folder(*sys.argv[1:3])
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.reads(sys.stdin.read(), as_version=4)

    def tell(cell: nbformat.NotebookNode, cell_index: int, **_: object) -> None:
        line = json.dumps({"cell": cell_index, "outputs": cell.get("outputs", [])})
        os.write(out, line.encode() + b"\n")

    client = NotebookClient(
        notebook,
        timeout=None,
        startup_timeout=86_400,  # it is the sandbox that says when it has taken too long
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
        on_cell_executed=tell,
    )
    client.execute()


def _own_output() -> int:
    """Standard output under another number that no child inherits; what a child writes to its own goes nowhere."""
    own = os.dup(1)
    os.set_inheritable(own, False)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return own


def _hide_from_the_kernel() -> None:
    """Keep the student's code, which runs as the same user, out of this process's memory and open files."""
    if sys.platform.startswith("linux"):
        import ctypes

        set_dumpable = 4
        ctypes.CDLL(None).prctl(set_dumpable, 0, 0, 0, 0)


def _work_folder(submission: str, copy: str) -> Path:
    """The folder to run in: a copy of the submission's regular files; no link in it is followed."""
    if not copy:
        return Path(submission or ".")
    source, target = Path(submission), Path(copy)
    target.mkdir(mode=0o700)
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            shutil.copyfile(path, place)
    return target


if __name__ == "__main__":
    main()
