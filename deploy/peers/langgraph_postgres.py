"""LangGraph: a graph of two nodes whose state is checkpointed in PostgreSQL before each goes on.

A saver holds one lock around its statements, so that one saver is one connection at a time however
large the pool; here are as many savers as connections, which is a fifth faster. The database's
address is in PEER_DATABASE.
"""

import os
from itertools import count
from typing import TypedDict

import aiohttp
import uvloop
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, StateGraph
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from chain import MODEL, command_line, countries, first, in_parallel, second

CONNECTIONS = 24


class State(TypedDict, total=False):
    country: str
    city: str
    population: str


def graph_of(ask):
    async def capital(state: State):
        return {"city": await ask(first(state["country"]))}

    async def population(state: State):
        return {"population": await ask(second(first(state["country"]), state["city"]))}

    graph = StateGraph(State)
    graph.add_node("capital", capital)
    graph.add_node("population", population)
    graph.add_edge(START, "capital")
    graph.add_edge("capital", "population")
    graph.add_edge("population", END)
    return graph


async def main():
    url, path, width = command_line()
    target = url + "/chat/completions"
    connector = aiohttp.TCPConnector(limit=width)
    connections = AsyncConnectionPool(
        os.environ["PEER_DATABASE"],
        min_size=CONNECTIONS,
        max_size=CONNECTIONS,
        open=False,
        timeout=600,
        kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
    )
    async with aiohttp.ClientSession(connector=connector) as session, connections:

        async def ask(messages):
            body = {"model": MODEL, "messages": messages}
            async with session.post(target, json=body) as response:
                response.raise_for_status()
                answer = await response.json()
            return answer["choices"][0]["message"]["content"]

        savers = [AsyncPostgresSaver(connections) for _ in range(CONNECTIONS)]
        await savers[0].setup()
        graph = graph_of(ask)
        compiled = [graph.compile(checkpointer=saver) for saver in savers]
        numbers = count()

        async def run(country):
            number = next(numbers)
            thread = {"configurable": {"thread_id": str(number)}}
            await compiled[number % CONNECTIONS].ainvoke(
                {"country": country}, thread, durability="sync"
            )

        await in_parallel(width, countries(path), run)


if __name__ == "__main__":
    uvloop.run(main())
