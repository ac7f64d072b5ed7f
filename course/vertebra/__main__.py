"""`python -m vertebra`: the same as the command `vertebra`."""

from vertebra.cli import main

main()
