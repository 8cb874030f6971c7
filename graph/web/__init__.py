"""The explorer page, the HTTP server and the review desk."""
