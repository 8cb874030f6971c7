"""Reviewing drafts: a page on loopback where a person holds each deed against the words that it cites."""
