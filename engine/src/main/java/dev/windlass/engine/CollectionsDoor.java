package dev.windlass.engine;

import dev.windlass.engine.chain.ModelRef;
import dev.windlass.engine.collection.CollectionNames;
import dev.windlass.engine.collection.CollectionSettings;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Collecting.Added;
import dev.windlass.engine.protocol.Collecting.Document;
import dev.windlass.engine.protocol.Collecting.Opened;
import dev.windlass.engine.protocol.Collecting.Page;
import dev.windlass.engine.protocol.Collecting.Settings;
import dev.windlass.engine.protocol.Collecting.Shown;
import dev.windlass.engine.protocol.Collecting.View;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The door to collections: checks what comes, then asks the collection's owner. */
final class CollectionsDoor implements Collections {
  private static final int MOST_ID_CHARS = 512;
  private static final int MOST_METADATA_CHARS = 16 * 1024;

  /** Texts in one message to the owner, in characters: far below the largest between nodes. */
  private static final int MESSAGE_CHARS = 1024 * 1024;

  private static final int MESSAGE_DOCUMENTS = 500;

  private final Asking asking;
  private final EngineSettings engine;
  private final CollectionSettings settings;

  CollectionsDoor(Asking asking, EngineSettings engine, CollectionSettings settings) {
    this.asking = asking;
    this.engine = engine;
    this.settings = settings;
  }

  @Override
  public CompletionStage<Reply<Opened>> open(String tenant, String name, Settings said) {
    var why = refusal(name, said);
    return why != null
        ? Asking.refused(why)
        : Asking.<Boolean, Opened>then(
            asking.collections(tenant, to -> new CollectionNames.Note(name, to)),
            noted -> asking.collection(tenant, name, to -> new Collecting.Open(said, to)));
  }

  @Override
  public CompletionStage<Reply<Added>> add(
      String tenant, String name, Settings said, List<Document> documents) {
    var why = refusal(name, said);
    if (why == null) {
      why = unfit(documents);
    }
    if (why != null) {
      return Asking.refused(why);
    }
    return Asking.<Boolean, Added>then(
        asking.collections(tenant, to -> new CollectionNames.Note(name, to)),
        noted -> add(tenant, name, said, documents, 0, null));
  }

  private CompletionStage<Reply<Added>> add(
      String tenant,
      String name,
      Settings said,
      List<Document> documents,
      int from,
      @Nullable Added before) {
    int end = from;
    int chars = 0;
    while (end < documents.size()
        && end - from < MESSAGE_DOCUMENTS
        && (end == from || chars + documents.get(end).text().length() <= MESSAGE_CHARS)) {
      chars += documents.get(end).text().length();
      end++;
    }
    var piece = new ArrayList<>(documents.subList(from, end));
    int next = end;
    return Asking.<Added, Added>then(
        asking.collection(tenant, name, to -> new Collecting.Add(said, piece, to)),
        added -> {
          var all = before == null ? added : sum(before, added);
          return next == documents.size()
              ? Asking.ok(all)
              : add(tenant, name, said, documents, next, all);
        });
  }

  private static Added sum(Added one, Added other) {
    return new Added(
        one.added() + other.added(),
        one.replaced() + other.replaced(),
        one.unchanged() + other.unchanged(),
        one.chunks() + other.chunks(),
        other.view());
  }

  @Override
  public CompletionStage<Reply<View>> get(String tenant, String name) {
    return asking.collection(tenant, name, Collecting.Describe::new);
  }

  @Override
  public CompletionStage<Reply<List<Named>>> list(String tenant) {
    return Asking.<List<String>, List<Named>>then(
        asking.collections(tenant, CollectionNames.ListAll::new),
        names -> {
          CompletionStage<Reply<List<Named>>> all = Asking.ok(List.of());
          for (var name : names) {
            all =
                Asking.<List<Named>, List<Named>>then(
                    all, before -> get(tenant, name).thenApply(reply -> with(before, name, reply)));
          }
          return all;
        });
  }

  private static Reply<List<Named>> with(List<Named> before, String name, Reply<View> reply) {
    return switch (reply) {
      case Reply.Ok<View>(var view) -> {
        var all = new ArrayList<>(before);
        all.add(new Named(name, view));
        yield Reply.ok(all);
      }
      case Reply.Refused<View>(var why) ->
          why.kind() == Refusal.Kind.NOT_FOUND ? Reply.ok(before) : Reply.refused(why);
    };
  }

  @Override
  public CompletionStage<Reply<Page>> documents(
      String tenant, String name, String after, int most) {
    return asking.collection(tenant, name, to -> new Collecting.ListDocuments(after, most, to));
  }

  @Override
  public CompletionStage<Reply<Shown>> document(String tenant, String name, String id) {
    return asking.collection(tenant, name, to -> new Collecting.Show(id, to));
  }

  @Override
  public CompletionStage<Reply<View>> remove(String tenant, String name, String document) {
    return asking.collection(tenant, name, to -> new Collecting.Remove(document, to));
  }

  @Override
  public CompletionStage<Reply<View>> delete(String tenant, String name) {
    return Asking.<View, View>then(
        asking.collection(tenant, name, Collecting.Delete::new),
        last ->
            Asking.<Boolean, View>then(
                asking.collections(tenant, to -> new CollectionNames.Forget(name, to)),
                forgotten -> Asking.ok(last)));
  }

  private @Nullable Refusal refusal(String name, Settings said) {
    var busy = asking.busy();
    if (busy != null) {
      return busy;
    }
    if (!Collecting.isName(name)) {
      return invalid("/name", "out-of-range", "a collection's name has " + Collecting.NAME_RULE);
    }
    if (said.chunk() != 0
        && (said.chunk() < CollectionSettings.SHORTEST_CHUNK
            || said.chunk() > CollectionSettings.LONGEST_CHUNK)) {
      return invalid(
          "/chunk",
          "out-of-range",
          "a chunk has "
              + CollectionSettings.SHORTEST_CHUNK
              + " to "
              + CollectionSettings.LONGEST_CHUNK
              + " characters, not "
              + said.chunk());
    }
    int chunk = said.chunk() == 0 ? settings.chunk() : said.chunk();
    if (said.overlap() > chunk / 2) {
      return invalid(
          "/overlap",
          "out-of-range",
          "chunks of "
              + chunk
              + " characters overlap by half of it at most, not by "
              + said.overlap());
    }
    return said.model() == null || said.model().isEmpty() ? null : unknown(said.model());
  }

  private @Nullable Refusal unknown(String model) {
    if (model.length() > 256 || model.endsWith("/")) {
      return invalid("/model", "out-of-range", "a model is provider/model, or a bare model name");
    }
    var named = ModelRef.of(model).provider();
    var provider = named.isEmpty() ? engine.defaults().provider() : named;
    var known = engine.providers().get();
    return known.contains(provider)
        ? null
        : invalid(
            "/model",
            "unknown-provider",
            "there is no provider " + provider + " here; known are " + String.join(", ", known));
  }

  private @Nullable Refusal unfit(List<Document> documents) {
    for (int i = 0; i < documents.size(); i++) {
      var each = documents.get(i);
      var at = "/documents/" + i;
      if (each.id().isBlank() || each.id().length() > MOST_ID_CHARS) {
        return invalid(
            at + "/id", "out-of-range", "an id has 1 to " + MOST_ID_CHARS + " characters");
      }
      if (each.source().length() > MOST_ID_CHARS) {
        return invalid(
            at + "/source",
            "out-of-range",
            "a source has at most " + MOST_ID_CHARS + " characters");
      }
      if (each.text().isBlank()) {
        return invalid(at + "/text", "required", "document \"" + each.id() + "\" has no text");
      }
      if (each.text().length() > settings.documentChars()) {
        return invalid(
            at + "/text",
            "too-large",
            "document \""
                + each.id()
                + "\" has "
                + each.text().length()
                + " characters; at most "
                + settings.documentChars()
                + " are taken (windlass.collections.document-text): cut it into several");
      }
      if (each.metadata() != null && each.metadata().toString().length() > MOST_METADATA_CHARS) {
        return invalid(
            at + "/metadata",
            "too-large",
            "metadata has at most " + MOST_METADATA_CHARS + " characters as JSON");
      }
    }
    return documents.isEmpty()
        ? invalid("/documents", "required", "there is no document in it")
        : null;
  }

  private static Refusal invalid(String pointer, String code, String detail) {
    return new Refusal(
        Refusal.Kind.INVALID_REQUEST,
        detail,
        List.of(new Refusal.Fault(pointer, null, code, detail)),
        Map.of());
  }
}
