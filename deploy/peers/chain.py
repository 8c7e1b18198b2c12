"""What the peers in Python share: the command line, the lines, and the words of the chain.

Every peer is started as PROGRAM URL LINES WIDTH: the provider's base URL, a file of one JSON
object a line, and how many chains may be under way at a time. It works through the file and ends,
or is ended before.
"""

import asyncio
import json
import sys

MODEL = "bench"
SYSTEM = "You are a helpful assistant who responds to questions about the world"
CAPITAL = "Hello, what is the capital of {country}? Answer only with the city name."
POPULATION = "{city} sounds like a nice place to visit. What is the population of {city}?"


def command_line():
    """The provider's URL, the path of the lines, and the width."""
    if len(sys.argv) != 4:
        sys.exit(f"usage: {sys.argv[0]} URL LINES WIDTH")
    return sys.argv[1], sys.argv[2], int(sys.argv[3])


def countries(path):
    """The input of each line, read as it is needed."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["country"]


def first(country):
    """The messages of the first step."""
    return [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": CAPITAL.format(country=country)},
    ]


def second(messages, city):
    """The messages of the second step: the conversation so far, and one question more."""
    return [
        *messages,
        {"role": "assistant", "content": city},
        {"role": "user", "content": POPULATION.format(city=city)},
    ]


async def in_parallel(width, inputs, run):
    """Awaits run(input) for every input, so many at a time; the first failure ends all."""
    source = iter(inputs)

    async def worker():
        for each in source:
            await run(each)

    async with asyncio.TaskGroup() as group:
        for _ in range(width):
            group.create_task(worker())
