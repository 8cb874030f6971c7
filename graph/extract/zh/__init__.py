"""The rules that draft deeds of Chinese reports."""
