"""The graph over HTTP, read-only: SPARQL protocol, saved queries as addresses, every IRI of the data, pages.

One process (``app``) speaks HTTP and never reads a query; child processes (``workers``) hold the store and answer
one question at a time, so that a question that runs away is ended by ending its process.
"""
