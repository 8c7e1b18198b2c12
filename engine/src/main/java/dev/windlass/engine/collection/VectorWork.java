package dev.windlass.engine.collection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.collection.CollectionEvent.VectorsCame;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Collecting.Change;
import dev.windlass.engine.protocol.Collecting.Vector;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has the chunks of a collection embedded, some at a time: each is a question to the dispatcher of
 * its node, so it waits for the model's limits beside all other calls. What was not embedded before
 * a crash is found again by what the journal lacks. Belongs to its owner; not thread-safe.
 */
final class VectorWork {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** Vectors in one event. */
  private static final int EVENT_VECTORS = 32;

  private record Wanted(StepRequest request, String document, long version, int chunk) {}

  private final String entity;
  private final String standardProvider;
  private final int window;

  /** Tells the questions of this life of the owner from those of earlier ones. */
  private final int life;

  private int number;
  private final Map<StepKey, Wanted> asked = new LinkedHashMap<>();
  private @Nullable String trouble;

  /**
   * @param entity of the collection
   * @param standardProvider of a model that is named without one
   * @param window chunks that are asked for at a time
   * @param life drawn anew each time that the owner begins
   */
  VectorWork(String entity, String standardProvider, int window, int life) {
    this.entity = entity;
    this.standardProvider = standardProvider;
    this.window = window;
    this.life = life;
  }

  /** Whether there are questions without an answer. */
  boolean isUnderWay() {
    return !asked.isEmpty();
  }

  @Nullable String trouble() {
    return trouble;
  }

  /** Begins with those of these chunks that still want their vector; false if there is none. */
  boolean begin(Collection collection, List<Change> changes) {
    var model = collection.exists() ? collection.model() : null;
    if (model == null) {
      return false;
    }
    for (var change : changes) {
      for (var part : change.parts()) {
        for (int i = 0; i < part.chunks().size() && asked.size() < window; i++) {
          int chunk = part.first() + i;
          if (collection.wantsVector(part.document(), part.version(), chunk)) {
            var request = request(model, part.chunks().get(i));
            asked.put(request.key(), new Wanted(request, part.document(), part.version(), chunk));
          }
        }
      }
    }
    return !asked.isEmpty();
  }

  private StepRequest request(String model, String text) {
    int slash = model.indexOf('/');
    var call =
        new ModelCall(
            slash <= 0 ? standardProvider : model.substring(0, slash),
            model.substring(slash + 1),
            List.of(Message.of("user", text)),
            Json.object(),
            null,
            TIMEOUT,
            RetryPolicy.DEFAULT,
            ModelCall.Kind.EMBEDDING);
    var tenant = entity.substring(0, entity.indexOf('/'));
    var name = entity.substring(entity.indexOf('/') + 1);
    number++;
    return new StepRequest(
        new StepKey("collection/" + entity, number, life, "/embed", 1),
        "collection_" + name + "_" + life + "_" + number,
        null,
        tenant,
        Terms.USUAL_PRIORITY,
        false,
        call);
  }

  /** All that is asked; a dispatcher that knows it already passes over it. */
  List<StepRequest> open() {
    return asked.values().stream().map(Wanted::request).toList();
  }

  /** Events of the vectors that came, of chunks that still want them. */
  List<CollectionEvent> heard(Dispatching.Outcomes outcomes, Collection collection) {
    var vectors = new ArrayList<Vector>();
    for (var outcome : outcomes.outcomes()) {
      var wanted = asked.remove(outcome.key());
      if (wanted == null) {
        continue;
      }
      switch (outcome) {
        case StepOutcome.Answered answered -> {
          var numbers = numbers(answered.text());
          if (numbers == null) {
            trouble = "the model gave no list of numbers";
          } else if (collection.wantsVector(wanted.document(), wanted.version(), wanted.chunk())) {
            vectors.add(new Vector(wanted.document(), wanted.version(), wanted.chunk(), numbers));
            trouble = null;
          }
        }
        case StepOutcome.Unanswered unanswered -> {
          if (unanswered.error().kind() != FailureClass.CANCELLED) {
            trouble = unanswered.error().kind().wireName() + ": " + unanswered.error().message();
          }
        }
      }
    }
    var events = new ArrayList<CollectionEvent>();
    for (int from = 0; from < vectors.size(); from += EVENT_VECTORS) {
      var some = vectors.subList(from, Math.min(vectors.size(), from + EVENT_VECTORS));
      events.add(new VectorsCame(List.copyOf(some)));
    }
    return events;
  }

  /** As {@link Collecting.Vector} has them; null where the answer is none. */
  private static @Nullable String numbers(String answer) {
    JsonNode list;
    try {
      list = Json.read(answer);
    } catch (JsonProcessingException e) {
      return null;
    }
    if (!list.isArray() || list.isEmpty()) {
      return null;
    }
    var bytes = ByteBuffer.allocate(list.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (var each : list) {
      if (!each.isNumber()) {
        return null;
      }
      bytes.putFloat(each.floatValue());
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
