"""A script by hand: aiohttp on uvloop, answers kept in no place. As lean as Python gets."""

import aiohttp
import uvloop

from chain import MODEL, command_line, countries, first, in_parallel, second


async def main():
    url, path, width = command_line()
    target = url + "/chat/completions"
    connector = aiohttp.TCPConnector(limit=width)
    headers = {"Authorization": "Bearer bench"}
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def ask(messages):
            body = {"model": MODEL, "messages": messages}
            async with session.post(target, json=body) as response:
                response.raise_for_status()
                answer = await response.json()
            return answer["choices"][0]["message"]["content"]

        async def run(country):
            opening = first(country)
            await ask(second(opening, await ask(opening)))

        await in_parallel(width, countries(path), run)


uvloop.run(main())
