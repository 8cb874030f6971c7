"""A graph as files and tables."""
