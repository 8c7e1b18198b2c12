"""OpenAI's own asynchronous client, as its documentation shows it, on uvloop."""

import uvloop
from openai import AsyncOpenAI

from chain import MODEL, command_line, countries, first, in_parallel, second


async def main():
    url, path, width = command_line()
    async with AsyncOpenAI(base_url=url, api_key="bench") as client:

        async def ask(messages):
            answer = await client.chat.completions.create(model=MODEL, messages=messages)
            return answer.choices[0].message.content

        async def run(country):
            opening = first(country)
            await ask(second(opening, await ask(opening)))

        await in_parallel(width, countries(path), run)


uvloop.run(main())
