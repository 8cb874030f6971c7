"""The records, their JSON Schema, and their mapping to RDF."""
