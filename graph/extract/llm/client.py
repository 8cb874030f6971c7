"""A language model as an option: an OpenAI-compatible server of the user's own drafts, and its answer is checked.

A deed stays only if its words are found in the text, and its names and numbers are in those words (see
``answer``); the others are dropped and counted. Nothing is sent to any address but the user's.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from graph.errors import CallError, DataError
from graph.extract.draft import Draft
from graph.extract.llm.answer import ANSWER, Answers
from graph.extract.text import Text
from graph.model.vocab import KIND, concepts
from graph.text.report import Paragraph, paragraphs

_CHUNK_CHARS = 3000  # characters of the report in one question
_MAX_ANSWER_BYTES = 4_000_000


@dataclass
class Model:
    """A server and its model; ``dropped`` counts what was left out of its answers, by reason.

    ``timeout``: seconds for one answer, from the request to its last byte.
    """

    url: str
    name: str = "default"
    timeout: float = 120.0
    key: str = ""
    dropped: Counter[str] = field(default_factory=Counter)

    def drafts(self, text: Text, published: date) -> list[Draft]:
        """Return the deeds that the model drafts and the text supports."""
        answers = Answers(text, published, self.dropped)
        for lines in _chunks(text):
            answers.take(self._ask("\n".join(line.text for line in lines), published), lines)
        return sorted(answers.drafts, key=lambda draft: (draft.start, draft.end))

    def _ask(self, words: str, published: date) -> str:
        body = {
            "model": self.name,
            "temperature": 0,
            "messages": [{"role": "system", "content": _task(published)}, {"role": "user", "content": words}],
            "response_format": {"type": "json_schema", "json_schema": {"name": "deeds", "schema": ANSWER}},
        }
        address = self.url.rstrip("/")
        if not address.startswith(("http://", "https://")):
            raise CallError("model-not-address", url=self.url)
        address += "/chat/completions" if address.endswith("/v1") else "/v1/chat/completions"
        data = self._post(address, body)
        try:
            return str(json.loads(data)["choices"][0]["message"]["content"])
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            raise DataError("model-not-chat", self.url) from None

    def _post(self, address: str, body: object) -> bytes:
        """Return the server's answer; no redirection is followed, as the text is for this server only."""
        import httpx

        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        ends, data = time.monotonic() + self.timeout, bytearray()
        late = CallError("model-no-answer", url=self.url, seconds=self.timeout)
        try:
            with httpx.stream("POST", address, json=body, headers=headers, timeout=self.timeout) as response:
                if response.status_code != httpx.codes.OK:
                    raise CallError(
                        "model-status",
                        url=self.url,
                        status=response.status_code,
                        reason=response.reason_phrase,
                    )
                for piece in response.iter_bytes():
                    data += piece
                    if len(data) > _MAX_ANSWER_BYTES:
                        raise DataError("model-answer-too-large", self.url, most=_MAX_ANSWER_BYTES)
                    if time.monotonic() > ends:
                        raise late
        except httpx.TimeoutException:
            raise late from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise CallError("model-failed", url=self.url, why=error) from None
        return bytes(data)


def _task(published: date) -> str:
    kinds = ", ".join(concepts(KIND))
    return (
        "List each deed that the report says was done: who did what. Leave out plans, wishes and denials. Answer "
        'with JSON {"deeds": [{"kind", "did", "who": [], "whom": [], "to": [], "from": [], "where": [], "start", '
        '"end", "quantities": [{"value", "measure", "bound", "of", "role"}], "words"}]}. "words" is the clause '
        "copied from the report character by character; names and numbers are those that stand in it. "
        f"kind is one of: {kinds}. Days are YYYY-MM-DD; the report was published on {published.isoformat()}."
    )


def _chunks(text: Text) -> Iterator[list[Paragraph]]:
    chunk: list[Paragraph] = []
    for line in (piece for whole in paragraphs(text.text) for piece in _pieces(whole)):
        if chunk and sum(len(p.text) + 1 for p in chunk) + len(line.text) > _CHUNK_CHARS:
            yield chunk
            chunk = []
        chunk.append(line)
    if chunk:
        yield chunk


def _pieces(line: Paragraph) -> Iterator[Paragraph]:
    """Yield a paragraph in pieces that fit into one question, cut behind a sentence where there is one."""
    at = 0
    while len(line.text) - at > _CHUNK_CHARS:
        window = line.text[at : at + _CHUNK_CHARS]
        cut = max(window.rfind(sign) for sign in ("。", "！", "？", ". ", "! ", "? ")) + 1 or _CHUNK_CHARS
        yield Paragraph(line.number, line.start + at, line.start + at + cut, window[:cut])
        at += cut
    yield Paragraph(line.number, line.start + at, line.end, line.text[at:])
