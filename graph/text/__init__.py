"""A report's text, and the numbers, days and names in it."""
