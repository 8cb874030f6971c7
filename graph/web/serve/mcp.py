"""The Model Context Protocol, for assistants, by its official SDK: over stdio, or under the server at ``/mcp``.

Every tool only reads, within the server's limits; every answer carries the evidence of the deeds in it.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field
from starlette.routing import BaseRoute, Route

from graph.resources import resource
from graph.store.sparql import saved_queries
from graph.web.serve import mcp_tools
from graph.web.serve.limits import Problem
from graph.web.serve.mcp_tools import MOST, named_query
from graph.web.serve.tasks import Task
from graph.web.serve.worker_pool import Pool

_INSTRUCTIONS = """A knowledge graph of deeds out of news reports: who did what, to whom, where, when and how much.
Each deed cites the report, paragraph and characters that say it (from 0, end exclusive): cite them with the deed.
A number has a bound (atLeast: no fewer than). A summary deed sums up others: never add it to them.
A day or place that a report does not say is absent, not unknown to the tool; what was filled in is listed in inferred.
Names are Chinese as reported, with labels in English for some. Start with search."""
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Text = Annotated[str, Field(min_length=1, max_length=200)]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most")]
Day = Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="YYYY-MM-DD")]


def mcp_server(pool: Pool) -> MCPServer:
    """Return the MCP server over a pool of workers that somebody else starts and stops."""
    server = MCPServer(
        "deedgraph",
        title="Deedgraph",
        instructions=_INSTRUCTIONS,
        version=version("deedgraph"),
        log_level="ERROR",
        subscriptions=False,  # nothing here changes, and an event stream would never end
    )

    async def run(tool: Task, **given: Any) -> dict[str, Any]:
        try:
            reply = await pool.run(tool, **given)
        except Problem as problem:
            raise ToolError(problem.reason) from None
        answer: dict[str, Any] = json.loads(reply.body)
        return answer

    @server.tool(annotations=_READS)
    async def search(text: Text, limit: Limit = 20) -> dict[str, Any]:
        """Find agents, places and documents by a part of their name, and deeds by the words of their doing."""
        return await run(mcp_tools.search, text=text, limit=limit)

    @server.tool(annotations=_READS)
    async def deed(id: Annotated[str, Field(max_length=500)]) -> dict[str, Any]:
        """Get one deed with all its facts and its evidence, by its id (report/…/d07, or the whole address)."""
        return await run(mcp_tools.deed, identifier=id)

    @server.tool(annotations=_READS)
    async def deeds(
        who: Annotated[
            str | None, Field(description="An agent's name; its teams' and people's deeds count")
        ] = None,
        where: Annotated[str | None, Field(description="A place's name or code, with all within it")] = None,
        kind: Annotated[
            str | None, Field(description="A kind of deed, as in the ontology: donate, screen, …")
        ] = None,
        since: Day = None,
        until: Day = None,
        report: Annotated[str | None, Field(description="A report's id or title")] = None,
        limit: Limit = 50,
        skip: Annotated[int, Field(ge=0)] = 0,
    ) -> dict[str, Any]:
        """List deeds: who did what, to whom, where, when and how much, filtered, each with its evidence."""
        filters = {"who": who, "where": where, "kind": kind, "since": since, "until": until, "report": report}
        given = {name: value for name, value in filters.items() if value}
        return await run(mcp_tools.deeds, filters=given, limit=limit, skip=skip)

    @server.tool(annotations=_READS)
    async def list_queries() -> dict[str, Any]:
        """List the saved queries: name, what each answers, and its parameters with their defaults."""
        listed = [
            {
                "name": query.name,
                "title": query.title,
                "answers": query.answers,
                "parameters": {parameter.name: parameter.default for parameter in query.parameters},
            }
            for query in saved_queries()
        ]
        return {"queries": listed}

    @server.tool(annotations=_READS)
    async def run_query(
        name: Text, parameters: dict[str, str] | None = None, limit: Limit = MOST
    ) -> dict[str, Any]:
        """Run a saved query by its name; the evidence of the deeds in its rows comes with them."""
        return await run(mcp_tools.saved, name=name, parameters=parameters or {}, limit=limit)

    @server.tool(annotations=_READS)
    async def sparql(query: Annotated[str, Field(max_length=100_000)], limit: Limit = MOST) -> dict[str, Any]:
        """Run a SPARQL 1.1 query, read-only, over the union of all graphs; deedgraph://ontology has the terms."""
        return await run(mcp_tools.sparql, query=query, limit=limit)

    @server.resource("deedgraph://ontology", name="ontology", mime_type="text/turtle")
    def ontology() -> str:
        """Return the ontology: classes, properties, and the kinds of deeds with labels in Chinese and English."""
        return resource("ontology.ttl").read_text(encoding="utf-8")

    @server.resource("deedgraph://queries/{name}", name="saved query", mime_type="application/sparql-query")
    def query_text(name: str) -> str:
        """Return the text of a saved query, with its header."""
        return named_query(name).text

    return server


def routes(server: MCPServer) -> list[BaseRoute]:
    """Return the routes of the HTTP transport, at ``/mcp``; the application that they are part of checks hosts.

    Only POST: a GET would open a stream of events that never end, and there is no session to DELETE.
    """
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    made = server.streamable_http_app(stateless_http=True, json_response=True, transport_security=security)
    return [Route(one.path, one.endpoint, methods=["POST"]) for one in made.routes if isinstance(one, Route)]


async def over_stdio(pool: Pool) -> None:
    """Serve one assistant over standard input and output until it closes them."""
    async with started(pool):
        await mcp_server(pool).run_stdio_async()


@asynccontextmanager
async def started(pool: Pool) -> AsyncIterator[None]:
    """Keep a pool's workers for a block."""
    await pool.start()
    try:
        yield
    finally:
        await pool.stop()
