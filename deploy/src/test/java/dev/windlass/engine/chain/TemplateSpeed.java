package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to render a step's prompt. Run by {@code deploy/bench jmh}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TemplateSpeed {
  private final CompiledTemplate prompt =
      TemplateParser.parse(
          "{city} sounds like a nice place to visit. What is the population of {city}?");
  private final Map<String, JsonNode> values =
      Map.of("city", TextNode.valueOf("Paris"), "country", TextNode.valueOf("France"));

  @Benchmark
  public String promptWithTwoNames() throws RunFault {
    return prompt.render(values::get);
  }

  @Benchmark
  public Object parsing() {
    return TemplateParser.parse(prompt.source());
  }
}
