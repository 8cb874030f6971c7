"""What is asked of a graph."""
