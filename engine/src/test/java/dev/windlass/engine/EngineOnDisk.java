package dev.windlass.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.journal.Journals;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Price;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.results.ResultItem;
import dev.windlass.engine.results.ResultQuery;
import dev.windlass.engine.results.Results;
import dev.windlass.engine.run.RunDefaults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** A whole engine over the embedded journal, with workers that answer at once. */
final class EngineOnDisk implements AutoCloseable {
  static final String TENANT = "default";
  private static final long PATIENCE_SECONDS = 30;

  final Journals journals;
  final ActorSystem<Void> system;
  final WindlassEngine engine;
  final AnsweringDispatcher dispatcher;

  EngineOnDisk(Path folder, AnsweringDispatcher dispatcher) throws IOException {
    this.dispatcher = dispatcher;
    var config = config(folder);
    journals = Journals.open(config);
    system =
        ActorSystem.create(Behaviors.empty(), "windlass", journals.overlay().withFallback(config));
    var ids = new Ids(journals.secret());
    var defaults = new RunDefaults("openai", "openai/m");
    var results =
        new Results(system, journals.readJournal(), ids, defaults, new JobSignals(system), config);
    ActorRef<Dispatching.FromPartitions> desk =
        system.systemActorOf(dispatcher.behavior(), "dispatcher", Props.empty());
    engine =
        WindlassEngine.start(
            system,
            new EngineSettings(
                ids,
                defaults,
                () -> Set.of("openai"),
                desk,
                results,
                results,
                journals.readJournal(),
                journals.health(),
                Clock.systemUTC(),
                Set.of(TENANT),
                EngineSettings.Bounds.of(config),
                EngineOnDisk::price));
  }

  private static Config config(Path folder) {
    return ConfigFactory.parseMap(
            Map.of(
                "windlass.data",
                folder.toString(),
                "windlass.job.beat",
                "300ms",
                "windlass.engine.ask-timeout",
                "20s",
                "windlass.intake.partition-lines",
                10,
                "windlass.job.window",
                30,
                "windlass.engine.lone-runs",
                3))
        .withFallback(ConfigFactory.parseResources("windlass-actors.conf"))
        .withFallback(ConfigFactory.load());
  }

  @Override
  public void close() throws IOException {
    engine.close();
    journals.close();
  }

  /** Of the tests' default model a dollar a million tokens in, and four out; else unknown. */
  private static @Nullable Price price(String provider, String model) {
    boolean known = provider.equals("openai") && model.equals("m");
    return known ? new Price(1_000_000, 500_000, 4_000_000) : null;
  }

  static Chain chain(String prompt) {
    var text = "{\"chain\":\"echo\",\"steps\":[{\"ask\":\"" + prompt + "\",\"as\":\"said\"}]}";
    return switch (ChainReader.read(text, "echo", null)) {
      case ChainReader.Outcome.Good(var chain) -> chain;
      case ChainReader.Outcome.Bad(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static <T> T ok(CompletionStage<Reply<T>> stage) {
    return switch (await(stage)) {
      case Reply.Ok<T>(var value) -> value;
      case Reply.Refused<T>(var why) -> throw new AssertionError(why.toString());
    };
  }

  static <T> Refusal refusal(CompletionStage<Reply<T>> stage) {
    return switch (await(stage)) {
      case Reply.Ok<T>(var value) -> throw new AssertionError("not refused: " + value);
      case Reply.Refused<T>(var why) -> why;
    };
  }

  /** Lines with one word each. */
  Jobs.Uploaded upload(String job, long offset, boolean seal, List<String> words) {
    var bytes = new StringBuilder();
    for (var word : words) {
      bytes.append("{\"word\":\"").append(word).append("\"}\n");
    }
    return ok(
        engine
            .jobs()
            .upload(
                TENANT, job, offset, seal, Source.single(ByteString.fromString(bytes.toString()))));
  }

  /** Waits for the job's end by long polls, as a client does. */
  JobView atEnd(String job) {
    return when(job, true);
  }

  JobView when(String job, boolean ended) {
    var view = ok(engine.jobs().get(TENANT, job));
    while (view.state().terminal() != ended) {
      view = ok(engine.jobs().awaitChange(TENANT, job, view.version(), Duration.ofSeconds(10)));
    }
    return view;
  }

  /** Every result there is, in that order. */
  List<RunView> results(String job, ResultQuery.Order order) {
    var query =
        new ResultQuery(TENANT, job, order, null, null, false, Duration.ofSeconds(20), false);
    var items = new ArrayList<RunView>();
    var chunks = await(ok(engine.results().read(query)).runWith(Sink.seq(), system));
    for (var chunk : chunks) {
      for (var item : chunk) {
        if (item instanceof ResultItem.Row(var cursor, var run)) {
          items.add(run);
        }
      }
    }
    return items;
  }
}
