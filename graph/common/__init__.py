"""What knows nothing of deeds: atomic files, external sorting, disk dictionaries, timeouts."""
