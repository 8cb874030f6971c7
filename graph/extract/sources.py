"""The readers of report files, which stand in ``graph.sources``, by the name that callers of ``extract`` know."""

from graph.sources import day_of, decode, read_source, report_files, text_of

__all__ = ["day_of", "decode", "read_source", "report_files", "text_of"]
