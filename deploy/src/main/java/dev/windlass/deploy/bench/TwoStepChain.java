package dev.windlass.deploy.bench;

/** The chain that every system is measured with. */
public final class TwoStepChain {
  private TwoStepChain() {}

  /** As YAML, under this name. */
  public static String named(String name) {
    return """
    chain: %s
    model: openai/bench
    system: You are a helpful assistant who responds to questions about the world
    inputs: [country]
    steps:
      - ask: "Hello, what is the capital of {country}? Answer only with the city name."
        as: city
      - ask: "{city} sounds like a nice place to visit. What is the population of {city}?"
        as: population
    """
        .formatted(name);
  }

  /** The line of this number. */
  public static String line(long number) {
    return "{\"country\":\"Country-" + number + "\"}";
  }
}
