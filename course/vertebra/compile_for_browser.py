"""Compile the models' loops for WebAssembly: one module for Pyodide, from their Python source and the types in use.

Which types are in use is seen by warming up the models: each version that numba compiled of a loop becomes a function
of the module. numba makes LLVM's code, llvmlite emits it for wasm32, `wasm-ld` (LLVM's, or that of the package ziglang)
links it. The loops run on one thread.

See decision 0430.
"""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
from numba import types

from vertebra.compile_kernels import compile_kernels
from vertebra.errors import CourseError
from vertebra.texts import pgettext

TRIPLE = "wasm32-unknown-emscripten"
FEATURES = "+simd128,+bulk-memory,+nontrapping-fptoint,+sign-ext,+mutable-globals"
RUNTIME = Path(__file__).with_suffix(".ll")
WRAPPERS = re.compile(r'@"?(_ZN7cpython|cfunc\.|NRT_)')
LAYOUTS: Mapping[str, str | None] = {"C": "C", "F": "F", "A": None}


def build_module(folder: Path, *, standalone: bool = False) -> Path:
    """Compile every loop that the models use.

    Parameters
    ----------
    folder : Path
        Gets `kernels.so`, which Pyodide loads into its own memory, and `kernels.json`, the table of what stands in it;
        made if missing.
    standalone : bool
        Make `kernels.wasm` too, which has a memory of its own.

    Returns
    -------
    Path
        The module for Pyodide.

    Raises
    ------
    CourseError
        If there is no linker, or it refuses.
    """
    linker = find_linker()
    folder.mkdir(parents=True, exist_ok=True)
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    compile_kernels(lambda *_: None)
    table: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as made:
        objects = [_emit(RUNTIME.read_text("utf-8"), Path(made, "runtime.o"))]
        for name, kernel in _kernels():
            for signature in kernel.signatures:
                symbol = f"k{sum(map(len, table.values()))}_{kernel.py_func.__name__}"
                code, version = _compiled(kernel, signature, symbol)
                objects.append(_emit(code, Path(made, f"{symbol}.o")))
                table.setdefault(name, []).append(version)
        symbols = [version["symbol"] for versions in table.values() for version in versions]
        common = ["--no-entry", "--allow-undefined", "--strip-all", *(f"--export={symbol}" for symbol in symbols)]
        module = folder / "kernels.so"
        _link([*linker, "-shared", "--experimental-pic", *common], objects, module)
        if standalone:
            _link([*linker, "--export=__heap_base", *common], objects, folder / "kernels.wasm")
    (folder / "kernels.json").write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    return module


def find_linker() -> list[str]:
    """The command that links WebAssembly.

    Raises
    ------
    CourseError
        If there is none; says what to install.
    """
    program = shutil.which("wasm-ld")
    if program:
        return [program]
    if importlib.util.find_spec("ziglang"):
        return [sys.executable, "-m", "ziglang", "wasm-ld"]
    raise CourseError(
        pgettext(
            "no-wasm-linker",
            "There is no linker for WebAssembly. Install Debian's lld (apt install lld), or pip install ziglang.",
        )
    )


def _link(command: Sequence[str], objects: Sequence[Path], module: Path) -> None:
    line = [*command, *map(str, objects), "-o", str(module)]
    done = subprocess.run(line, check=False, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(
            pgettext("wasm-link-failed", "The linker refused: {reason}").format(reason=done.stderr.strip()[-500:])
        )


def _kernels() -> Iterator[tuple[str, Any]]:
    """Each loop of the models by its full name, where it is at home."""
    for module in sorted(name for name in sys.modules if name.startswith("vertebra.models.")):
        for name, kernel in vars(sys.modules[module]).items():
            if isinstance(kernel, numba.core.dispatcher.Dispatcher) and kernel.py_func.__module__ == module:
                yield f"{module}.{name}", kernel


def _compiled(kernel: Any, signature: Any, symbol: str) -> tuple[str, dict[str, Any]]:
    """LLVM's code of one version, and its line in the table."""
    options = {name: value for name, value in kernel.targetoptions.items() if name == "fastmath"}
    single = numba.njit(signature, error_model="numpy", **options)(kernel.py_func)
    (only,) = single.signatures
    done = single.overloads[only]
    mangled = re.escape(done.fndesc.mangled_name)
    code = re.sub(f'"?{mangled}"?', symbol, _without_wrappers(single.inspect_llvm(only)))
    result = done.signature.return_type
    if not isinstance(result, types.Number | types.NoneType):
        raise TypeError(f"{kernel.py_func.__name__} returns {result}: a loop returns nothing or a number")
    arguments = [_kind(argument) for argument in signature]
    return code, {"symbol": symbol, "arguments": arguments, "result": _kind(result)}


def _kind(argument: Any) -> dict[str, Any]:
    if isinstance(argument, types.Array):
        return {"array": str(argument.dtype), "ndim": argument.ndim, "contiguous": LAYOUTS[argument.layout]}
    if isinstance(argument, types.UniTuple | types.Tuple):
        return {"tuple": [_kind(part) for part in argument]}
    return {} if isinstance(argument, types.NoneType) else {"number": str(argument)}


def _without_wrappers(code: str) -> str:
    """Without what calls the loop from CPython or C, and without numba's own runtime."""
    kept, inside = [], False
    for line in code.splitlines():
        inside = inside or (line.startswith("define") and WRAPPERS.search(line) is not None)
        if not inside:
            kept.append(line)
        inside = inside and line != "}"
    code = "\n".join(kept)
    code = re.sub(r"(?m)^(@.+?) = common (local_unnamed_addr )?global", r"\1 = internal global", code)
    code = code.replace("define linkonce_odr", "define internal")
    for name in ("NRT_incref", "NRT_decref"):
        if re.search(rf"@{name}\b", code) and not re.search(rf"(?m)^declare [^@]*@{name}\b", code):
            code += f"\ndeclare void @{name}(ptr)\n"
    return code


def _emit(code: str, target: Path) -> Path:
    """Emit LLVM's code as an object that can lie anywhere in memory."""
    machine = llvm.Target.from_triple(TRIPLE).create_target_machine(
        cpu="generic", features=FEATURES, opt=3, reloc="pic", codemodel="default"
    )
    code = re.sub(r'(?m)^target (datalayout|triple) = ".*"$', "", code)
    module = llvm.parse_assembly(f'target datalayout = "{machine.target_data}"\ntarget triple = "{TRIPLE}"\n{code}')
    passes = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    passes.getModulePassManager().run(module, passes)
    target.write_bytes(machine.emit_object(module))
    return target
