"""What is computed: values in, values out. No module here draws or knows of a widget."""

import os

# Read when the first parallel kernel starts: threads that have nothing to do sleep. Spinning, they take the processor from
# the browser and from each other, and a solve takes three times as long on a machine that does anything else.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
