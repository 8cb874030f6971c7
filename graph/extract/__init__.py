"""Text to draft deeds: a file for each question (who, where, when, how much, what was done), one that combines them.

``extract`` drafts the deeds of a text, ``extract_files`` those of many files with all cores, ``to_yaml`` and
``to_rows`` write a draft as records or as the rows of the deed table.
"""

from typing import TYPE_CHECKING

from graph.extract.report import extract, publication_day
from graph.extract.rows import to_rows

if TYPE_CHECKING:
    from graph.extract.files import Extracted, extract_files
    from graph.extract.write import to_yaml

__all__ = ["Extracted", "extract", "extract_files", "publication_day", "to_rows", "to_yaml"]


def __getattr__(name: str) -> object:
    # What reads files and writes YAML is imported when it is asked for: extract's own start stays quick.
    if name in ("Extracted", "extract_files"):
        from graph.extract import files

        return getattr(files, name)
    if name == "to_yaml":
        from graph.extract.write import to_yaml

        return to_yaml
    raise AttributeError(name)
