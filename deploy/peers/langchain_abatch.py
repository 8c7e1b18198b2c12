"""LangChain: two prompts, each with its model and parser, in one chain that abatch runs over all."""

import uvloop
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough
from langchain_openai import ChatOpenAI

from chain import CAPITAL, MODEL, POPULATION, SYSTEM, command_line, countries

OPENING = [("system", SYSTEM), ("user", CAPITAL)]
FOLLOWING = [*OPENING, ("ai", "{city}"), ("user", POPULATION)]


async def main():
    url, path, width = command_line()
    model = ChatOpenAI(model=MODEL, base_url=url, api_key="bench")
    capital = ChatPromptTemplate.from_messages(OPENING) | model | StrOutputParser()
    population = ChatPromptTemplate.from_messages(FOLLOWING) | model | StrOutputParser()
    chain = RunnablePassthrough.assign(city=capital) | RunnablePassthrough.assign(
        population=population
    )
    inputs = [{"country": country} for country in countries(path)]
    await chain.abatch(inputs, config={"max_concurrency": width})


uvloop.run(main())
