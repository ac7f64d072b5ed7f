"""Functions of the pages' scripts called from Python tests, in node."""

import json
import shutil
import subprocess

import pytest

from vertebra.site.page_scripts import STATIC
from vertebra.widgets.bundle import linked, variable


def in_node(tmp_path, script: str, function: str, calls: list[list]) -> list:
    """What a function of a script of the pages returns to each call."""
    node = shutil.which("node") or shutil.which("nodejs") or pytest.skip("no Node.js on this machine")
    path = STATIC / script
    (tmp_path / "module.mjs").write_text(linked((path,), f"{variable(path)}.{function}"), encoding="utf-8")
    (tmp_path / "calls.json").write_text(json.dumps(calls), encoding="utf-8")
    code = (
        'import act from "./module.mjs"; import { readFileSync } from "node:fs";'
        'const calls = JSON.parse(readFileSync("calls.json", "utf8"));'
        "console.log(JSON.stringify(calls.map((call) => act(...call))));"
    )
    command = [node, "--input-type=module", "-e", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
