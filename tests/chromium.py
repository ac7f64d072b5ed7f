"""Which Chromium the tests and benchmarks drive, and how it is started."""

import os
import shutil

CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-gpu-compositing",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
"""WebGL is worked out by a program, as these machines have no graphics card; the page itself is put together without
it, as
Chromium does by itself where there is none: otherwise each frame of a page takes that program a tenth of a second. No
host but this machine is found."""


def find_chromium() -> str | None:
    """The Chromium of the machine: named by VERTEBRA_CHROMIUM, or on the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("VERTEBRA_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
