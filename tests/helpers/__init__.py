"""What tests of several rooms share: servers, pages, hostile input, made-up reports."""
