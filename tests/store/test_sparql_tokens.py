"""How deep a query may be nested: too deep a one is told in a line, for every construct, and ends no process."""

import subprocess
import sys

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import CallError
from graph.store.sparql import ask
from graph.store.sparql_tokens import MAX_DEPTH, nesting, tokens

EXPRESSION = "SELECT * {{ ?s ?p ?o FILTER({}) }}"
# What opens a level, what stands within the last, what closes a level; each within a query.
NESTED = {
    "parentheses": (EXPRESSION, "(", "1", ")"),
    "a function": (EXPRESSION, "STR(", "?s", ")"),
    "a function with blanks": (EXPRESSION, "STR\n\t(", "?s", "\n)"),
    "IF": (EXPRESSION, "IF(1,1,", "1", ")"),
    "COALESCE": (EXPRESSION, "COALESCE(", "1", ")"),
    "IN": (EXPRESSION, "1 IN (", "1", ")"),
    "not": (EXPRESSION, "!", "1", ""),
    "not with comments": (EXPRESSION, "! # not\n", "1", ""),
    "minus": (EXPRESSION, "-(", "1", ")"),
    "EXISTS": ("SELECT * {{ {} }}", "FILTER EXISTS {", "?s ?p ?o", "}"),
    "NOT EXISTS": ("SELECT * {{ {} }}", "FILTER NOT EXISTS {", "", "}"),
    "groups": ("SELECT * {}", "{", "", "}"),
    "OPTIONAL": ("SELECT * {{ {} }}", "OPTIONAL {", "", "}"),
    "UNION": ("SELECT * {{ {} }}", "{} UNION {", "", "}"),
    "MINUS": ("SELECT * {{ {} }}", "MINUS {", "", "}"),
    "GRAPH": ("SELECT * {{ {} }}", "GRAPH ?g {", "", "}"),
    "SELECT": ("SELECT * {{ {} }}", "{ SELECT * {", "?s ?p ?o", "} }"),
    "a path": ("SELECT * {{ ?s {} ?o }}", "(", "<x:p>", ")*"),
    "a path of choices": ("SELECT * {{ ?s {} ?o }}", "<x:p>|^(", "<x:p>", ")"),
    "blank nodes": ("SELECT * {{ ?s ?p {} }}", "[ ?p ", "1", "]"),
    "collections": ("SELECT * {{ ?s ?p {} }}", "(", "1", ")"),
    "triple terms": ("SELECT * {{ ?s ?p {} }}", "<<( ?s ?p ", "1", ")>>"),
    "reified triples": ("SELECT * {{ ?s ?p {} }}", "<< ?s ?p ", "1", ">>"),
    "annotations": ("SELECT * {{ ?s ?p ?o {} }}", "{| ?p ?o ", "", "|}"),
    "values": ("SELECT * {{ VALUES ?v {{ {} }} }}", "<<( <x:s> <x:p> ", "1", ")>>"),
    "ORDER BY": ("SELECT * {{}} ORDER BY {}", "(", "1", ")"),
    "HAVING": ("SELECT (1 AS ?n) {{}} HAVING {}", "(", "1", ")"),
    "an aggregate": ("SELECT (COUNT({}) AS ?n) {{}}", "(", "1", ")"),
    "a template": ("CONSTRUCT {{ ?s ?p {} }} {{}}", "[ ?p ", "1", "]"),
}


def nested(name: str, depth: int) -> str:
    query, opens, inside, closes = NESTED[name]
    return query.format(opens * depth + inside + closes * depth)


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 968])
@pytest.mark.parametrize("name", NESTED)
def test_what_is_nested_too_deep_is_told_in_a_line(name: str, depth: int) -> None:
    with pytest.raises(CallError, match=f"too deep: more than {MAX_DEPTH} levels|too long") as caught:
        ask(ox.Store(), nested(name, depth))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", NESTED)
def test_what_is_nested_as_people_do_is_asked(name: str) -> None:
    depth = 20 if name != "annotations" else 5  # a join of so many triples takes the engine its time
    ask(ox.Store(), nested(name, depth))


# In each the engine sees nesting where another reader sees a string, an IRI or a comment.
HIDDEN = [
    'SELECT * {{ ?s ?p ?o FILTER(?s<?o#> """\n) FILTER({}) }} #"""',
    'SELECT * {{ ?s ?p ?o FILTER(?s<?o#> """\n) FILTER(<x:#> = {}) }} #"""',
    "SELECT * {{ ?s ?p ?o FILTER(?s<?o#> '''\n) FILTER(?s<?p#> \"\n && {}) }} #'''",
    "SELECT * {{ ?s ?p ?o FILTER(?s<x:'#> '\n && {}) }}",
    "SELECT * {{ ?s ?p ?o FILTER(<https://x.cn/a-b#c> = {} || ?s<https://x.cn/-->) }}",
    "SELECT * {{ ?s ?p ?o FILTER(?s<https: && {} && ?p>?o) }}",
]


@pytest.mark.parametrize("query", HIDDEN)
def test_nothing_hides_nesting(query: str) -> None:
    deep = query.format("STR(" * 900 + "1" + ")" * 900)
    with pytest.raises(CallError, match="too deep"):
        ask(ox.Store(), deep)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p 'BR' }",
        'ASK { ?s ?p "BR" }',
        "ASK { ?s ?p '''BR\n''' }",
        'ASK { ?s ?p """"BR\n\\"""" }',
        "ASK { ?s ?p 1 } # BR",
        "# BR\nASK { ?s <x:#p> 'a' } # BR",
        "ASK { ?s <x:#p> 'BR' ; <x:#q> \"BR\" }",
        "ASK { ?s ?p '青湖镇\\'BR' }",
    ],
)
@pytest.mark.parametrize("brackets", ["(", "{", "[", "((", "!", "<<", "- "])
def test_what_a_string_or_a_comment_holds_is_no_nesting(query: str, brackets: str) -> None:
    assert not ask(ox.Store(), query.replace("BR", brackets * 300))


def test_brackets_that_are_closed_are_no_nesting() -> None:
    rows = " ".join(f'("{n}"^^<x:t> <x:#({n})>)' for n in range(600))
    assert len(list(ask(ox.Store(), f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} }}"))) == 600  # type: ignore[arg-type]


def test_hyphens_of_many_iris_are_not_read_as_signs() -> None:
    """Reading such a query sign by sign costs more than asking it; the deed table asks hundreds."""
    iris = " ".join(f"<https://x.cn/qing-hu-{n}/deed-{n}>" for n in range(1000))
    assert nesting(f"SELECT * {{ {{ VALUES ?deed {{ {iris} }} }} }}") == 1  # counted, not read
    assert nesting(f"SELECT * {{ VALUES ?deed {{ {iris} }} FILTER({'-' * 900}1) }}") > MAX_DEPTH


@pytest.mark.parametrize("name", ["a function", "SELECT", "not", "reified triples"])
def test_the_deepest_that_is_asked_ends_no_process(name: str) -> None:
    """Ask what is just within the limit in a thread of a megabyte, an eighth of what Linux gives."""
    depth = (MAX_DEPTH - 1) // 2 if name == "SELECT" else MAX_DEPTH - 3
    if name == "reified triples":
        depth = 30  # a join of so many triples takes the engine its time
    code = (
        "import sys, threading, pyoxigraph as ox; from graph.store.sparql import ask\n"
        "threading.stack_size(1024 * 1024)\n"
        "t = threading.Thread(target=lambda: print(len(list(ask(ox.Store(), sys.argv[1])))))\n"
        "t.start(); t.join()"
    )
    done = subprocess.run([sys.executable, "-c", code, nested(name, depth)], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")


@given(st.text(st.sampled_from("(){}[]<>#'\"\\!-?ax: \n"), max_size=400))
def test_pieces_joined_are_the_query_and_any_text_has_a_depth(query: str) -> None:
    assert "".join(tokens(query)) == query
    assert 0 <= nesting(query) <= max(1, len(query))


@pytest.mark.parametrize("part", ["?a<x:'#(> ", "?a<x:#> ", "'''(", "<x:'''> ", '"(', "<<", "<x:''>#"])
def test_a_long_query_is_read_in_time_that_grows_with_its_length(part: str) -> None:
    """A reading that looked for the end of each line or string anew would take hours for this one."""
    assert nesting("SELECT * { " + "(1)" * 70 + part * (100_000 // len(part))) >= 2
