"""The page of a kind of deed. Done in a worker."""

from functools import cache
from typing import Any

import pyoxigraph as ox

from graph.messages import Language
from graph.model.vocab import KIND, SKOS, concepts
from graph.resources import resource
from graph.store.store import Store
from graph.web.serve.limits import Problem
from graph.web.serve.pages.deed_views import deed_list, kind_path, paged
from graph.web.serve.pages.page_queries import busiest, dated, names_of, path_of
from graph.web.serve.pages.templating import framed, render_page
from graph.web.serve.tasks import TaskResult


def kind(
    store: Store, *, slug: str, number: int, frame: dict[str, Any], compress: bool = False
) -> TaskResult:
    """Return the page of a kind of deed. Raises ``Problem`` (404) when there is none."""
    f, known = framed(frame), concepts(KIND)
    found = known.get(slug)
    if found is None:
        raise Problem(404, f"no kind {slug[:60]!r}; the first page lists them")
    kinds = [slug, *(one.slug for one in known.values() if one.broader == slug)]
    values = " ".join(f"<{KIND}{one}>" for one in kinds)
    body = f"VALUES ?k {{ {values} }} ?deed dg:kind ?k ."
    actors = busiest(store, body, 20)
    names = names_of(store, [iri for iri, _ in actors], f.lang)
    return render_page(
        "kind.html", f, compress=compress, title=getattr(found, f.lang), slug=slug,
        other=found.en if f.lang == "zh" else found.zh, definition=_definition(found.iri, f.lang),
        broader=kind_path(f, slug)[:-1],
        narrower=[kind_path(f, one)[-1] for one in kinds[1:]],
        actors=[{"name": names.get(iri, iri), "href": f.url(path_of(store, iri)), "n": n} for iri, n in actors],
        one=paged(store, f, deed_list("deeds_of_kind", dated(store, body), "deeds_of_kind_note"), number),
    )  # fmt: skip


def _definition(iri: str, language: Language) -> str:
    return _definitions().get((iri, language), "")


@cache
def _definitions() -> dict[tuple[str, str], str]:
    """Return the definitions of the ontology's concepts, by IRI and language."""
    return {
        (quad.subject.value, quad.object.language): quad.object.value
        for quad in ox.parse(path=str(resource("ontology.ttl")), format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == SKOS + "definition"
    }
