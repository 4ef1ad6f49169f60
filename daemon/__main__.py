"""`python -m daemon` is the command `contractd`."""

from daemon.cli import main

main()
