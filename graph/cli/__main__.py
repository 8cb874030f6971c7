"""``python -m graph.cli`` is the command ``deedgraph``."""

from graph.cli import main

main()
