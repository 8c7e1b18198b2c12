package dev.windlass.workers.collections;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.ModelProvider.InFlight;
import dev.windlass.workers.provider.ModelProvider.Request;
import dev.windlass.workers.provider.builtin.BuiltInPart;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code retrieve}. It is asked {@code {"question", "from", "k", "mode", "vector"}}, the
 * last two if at all, and answers {@code {"passages": [...]}}; where the search needs the
 * question's vector and it was not given, {@code {"embed": MODEL}}. Each search is a virtual
 * thread, since it waits for the collection's owner. Thread-safe.
 */
final class CollectionsPart implements BuiltInPart {
  private static final Logger LOG = LoggerFactory.getLogger(CollectionsPart.class);
  private static final InFlight GOES_ON = () -> {}; // it ends within moments by itself

  private final Indexes indexes;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("windlass-search-", 0).factory());

  CollectionsPart(Indexes indexes) {
    this.indexes = indexes;
  }

  @Override
  public InFlight call(Request request, Consumer<CallResult> whenEnded) {
    try {
      threads.execute(() -> whenEnded.accept(answer(request)));
    } catch (RejectedExecutionException closed) {
      whenEnded.accept(failed(FailureClass.CANCELLED, "this node is stopping"));
    }
    return GOES_ON;
  }

  private CallResult answer(Request request) {
    try {
      var asked = Json.read(request.call().messages().getFirst().content().textValue());
      return answer(asked, Collecting.entity(request.tenant(), asked.path("from").asText()));
    } catch (JsonProcessingException e) {
      return failed(FailureClass.BAD_REQUEST, "the question to a collection is no JSON");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(FailureClass.CANCELLED, "this node is stopping");
    } catch (Indexes.Unavailable e) {
      LOG.warn("a search failed: {}", e.getMessage());
      return failed(FailureClass.SERVER_ERROR, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("a search failed", e);
      return failed(FailureClass.SERVER_ERROR, "the search failed: " + e.getClass().getName());
    }
  }

  private CallResult answer(JsonNode asked, String entity)
      throws Indexes.Unavailable, InterruptedException {
    return switch (indexes.describe(entity)) {
      case Reply.Ok<Collecting.View>(var view) -> answer(asked, entity, view);
      case Reply.Refused<Collecting.View>(var why) ->
          why.kind() == Refusal.Kind.NOT_FOUND
              ? failed(FailureClass.NOT_FOUND, why.detail())
              : failed(FailureClass.SERVER_ERROR, why.detail());
    };
  }

  private CallResult answer(JsonNode asked, String entity, Collecting.View view)
      throws Indexes.Unavailable, InterruptedException {
    var model = view.settings().model();
    var mode = asked.path("mode").asText(model == null ? "lexical" : "both");
    boolean lexical = !mode.equals("vectors");
    boolean byVector = !mode.equals("lexical");
    if (byVector && model == null) {
      var words =
          "the collection "
              + asked.path("from").asText()
              + " has no vectors, so it cannot be searched by mode "
              + mode
              + "; make it with a model that embeds, or search it by mode lexical";
      return failed(FailureClass.BAD_REQUEST, words);
    }
    float @Nullable [] vector = null;
    if (byVector) {
      if (!asked.path("vector").isArray()) {
        return answered(Json.object().put("embed", model));
      }
      vector = Vectors.of(asked.path("vector"));
    }
    var search =
        new Search(
            asked.path("question").asText(),
            vector,
            lexical,
            Math.clamp(asked.path("k").asInt(1), 1, Collecting.MOST_PASSAGES));
    return indexes.with(
        entity,
        view,
        index -> {
          if (search.vector() != null
              && index.width() != 0
              && index.width() != search.vector().length) {
            return failed(
                FailureClass.BAD_REQUEST,
                "the question's vector has "
                    + search.vector().length
                    + " numbers, those of the collection have "
                    + index.width());
          }
          var passages = Json.object();
          passages.set("passages", search.in(index));
          return answered(passages);
        });
  }

  private static CallResult answered(JsonNode answer) {
    return new CallResult.Answered(Json.write(answer), Usage.NONE, "stop", null, 200, Map.of());
  }

  private static CallResult failed(FailureClass kind, String message) {
    return new CallResult.Failed(CallError.of(kind, message), null, Map.of());
  }

  @Override
  public void close() {
    threads.shutdownNow();
    indexes.close();
  }
}
