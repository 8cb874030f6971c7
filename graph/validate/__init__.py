"""Records and stores checked against schema, shapes and text."""
