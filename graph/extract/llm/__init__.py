"""Drafting by a language model's server."""
