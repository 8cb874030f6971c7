"""``python -m graph.cli`` is the command ``deedgraph``."""

from graph.cli import main

if __name__ == "__main__":
    main()
