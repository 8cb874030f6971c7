"""Where a graph is kept: memory, folder, SPARQL server; and what goes in and out of it."""
