import dev.windlass.deploy.embedded.RunResult;
import dev.windlass.deploy.embedded.RunResult.Cancelled;
import dev.windlass.deploy.embedded.RunResult.Failed;
import dev.windlass.deploy.embedded.RunResult.Succeeded;
import dev.windlass.deploy.embedded.Windlass;
import dev.windlass.engine.chain.Chain;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/** A chain over some lines, inside a program: in the lines' order, as they end, and cancelled. */
public final class Capitals {
  /** A line: its components are the variables. */
  record Country(String country) {}

  /** A result: what the steps set. */
  record Answers(String city, String followup_response) {}

  static final Chain CAPITAL_CITY =
      Chain.named("capital-city")
          .model("openai/gpt-4o-mini").temperature(0.9)
          .system("You are a helpful assistant who responds to questions about the world")
          .ask("Hello, what is the capital of {country}? Answer only with the city name.").as("city")
          .ask("{city} sounds like a nice place to visit. What is the population of {city}?")
          .as("followup_response")
          .build();

  public static void main(String... args) throws InterruptedException {
    List<Object> lines =
        List.of(
            new Country("France"),
            new Country("Ghana"),
            Map.of("country", "Chile"),
            Map.of("land", "Atlantis")); // a bad row harms no other

    try (var windlass = Windlass.embedded()) {
      System.out.println("In the order of the lines:");
      List<RunResult> inOrder = windlass.gather(CAPITAL_CITY, lines).toCompletableFuture().join();
      inOrder.forEach(Capitals::print);
      if (inOrder.getFirst().facts().simulated()) {
        System.out.println("  (a simulated provider answered: set OPENAI_API_KEY for real answers)");
      }
      var cost = inOrder.stream().map(RunResult::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
      System.out.println("  cost: $" + cost.toPlainString());

      System.out.println("As they end:");
      var printing = new Printing();
      windlass.asCompleted(CAPITAL_CITY, lines).subscribe(printing);
      printing.ended.await();

      System.out.println("Cancelled:");
      var many = windlass.gather(CAPITAL_CITY, Stream.generate(() -> new Country("Peru")).limit(10_000));
      System.out.println("  " + (many.cancel(true) ? "no further call is made" : "it had ended"));
    }
  }

  static void print(RunResult row) {
    switch (row) {
      case Succeeded done -> {
        var answers = done.as(Answers.class);
        System.out.println("  " + row.id() + " " + answers.city() + ": " + answers.followup_response());
      }
      case Failed failed ->
          System.out.println("  " + row.id() + " " + failed.kind() + ": " + failed.message());
      case Cancelled cancelled -> System.out.println("  " + row.id() + " cancelled");
    }
  }

  /** Takes one result at a time: the others wait on disk. */
  static final class Printing implements Flow.Subscriber<RunResult> {
    final CountDownLatch ended = new CountDownLatch(1);
    private Flow.Subscription rows;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      rows = subscription;
      rows.request(1);
    }

    @Override
    public void onNext(RunResult row) {
      print(row);
      rows.request(1);
    }

    @Override
    public void onError(Throwable why) {
      System.out.println("  " + why.getMessage());
      ended.countDown();
    }

    @Override
    public void onComplete() {
      ended.countDown();
    }
  }
}
