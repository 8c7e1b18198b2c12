package dev.windlass.engine.collection;

import dev.windlass.engine.collection.CollectionEvent.Began;
import dev.windlass.engine.collection.CollectionEvent.DocumentRemoved;
import dev.windlass.engine.collection.CollectionEvent.DocumentsCame;
import dev.windlass.engine.collection.CollectionEvent.Ended;
import dev.windlass.engine.collection.CollectionEvent.VectorsCame;
import dev.windlass.engine.protocol.Collecting.Document;
import dev.windlass.engine.protocol.Collecting.Entry;
import dev.windlass.engine.protocol.Collecting.Page;
import dev.windlass.engine.protocol.Collecting.Part;
import dev.windlass.engine.protocol.Collecting.Settings;
import dev.windlass.engine.protocol.Collecting.Vector;
import dev.windlass.engine.protocol.Collecting.View;
import dev.windlass.engine.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One collection: its settings and which documents it has, but not their texts, which stay in the
 * journal. Pure; changes in place.
 */
final class Collection {
  private static final class Doc {
    final Entry entry;
    final String digest;
    final BitSet embedded = new BitSet();

    Doc(Entry entry, String digest) {
      this.entry = entry;
      this.digest = digest;
    }
  }

  /** What comes of adding documents. */
  sealed interface Adding {
    record Refused(Refusal why) implements Adding {}

    /**
     * @param events none where all was there already
     */
    record Decided(List<CollectionEvent> events, int added, int replaced, int unchanged, int chunks)
        implements Adding {}
  }

  private final TreeMap<String, Doc> documents = new TreeMap<>();
  private @Nullable Settings settings;
  private long version;
  private long chunks;
  private long chars;
  private long embedded;
  private Instant createdAt = Instant.EPOCH;
  private Instant changedAt = Instant.EPOCH;

  boolean exists() {
    return settings != null;
  }

  Settings settings() {
    if (settings == null) {
      throw new IllegalStateException("there is no collection");
    }
    return settings;
  }

  long version() {
    return version;
  }

  /**
   * @param trouble why a chunk could not be embedded lately, or null
   */
  View view(@Nullable String trouble) {
    return new View(
        settings(),
        version,
        documents.size(),
        chunks,
        chars,
        embedded,
        createdAt,
        changedAt,
        embedded == chunks ? null : trouble);
  }

  Collection apply(CollectionEvent event) {
    version++;
    switch (event) {
      case Began(var with, var at) -> {
        settings = with;
        createdAt = at;
        changedAt = at;
      }
      case DocumentsCame came -> {
        for (int i = 0; i < came.parts().size(); i++) {
          came(came.parts().get(i), came.chars().get(i), came.digests().get(i));
        }
        changedAt = came.at();
      }
      case VectorsCame(var vectors) -> vectors.forEach(this::embedded);
      case DocumentRemoved(var id, var at) -> {
        forget(id);
        changedAt = at;
      }
      case Ended ended -> {
        settings = null;
        documents.clear();
        chunks = 0;
        chars = 0;
        embedded = 0;
      }
    }
    return this;
  }

  private void came(Part part, int length, String digest) {
    int before = 0;
    int sized = length;
    var written = digest;
    if (part.first() == 0) {
      forget(part.document());
    } else {
      var doc = documents.get(part.document());
      if (doc == null) {
        return;
      }
      before = doc.entry.chunks();
      sized = doc.entry.chars();
      written = doc.digest;
      chars -= sized;
      chunks -= before;
    }
    int all = before + part.chunks().size();
    documents.put(
        part.document(),
        new Doc(new Entry(part.document(), part.source(), all, sized, part.version()), written));
    chunks += all;
    chars += sized;
  }

  private void embedded(Vector vector) {
    var doc = documents.get(vector.document());
    if (doc != null
        && doc.entry.version() == vector.version()
        && !doc.embedded.get(vector.chunk())) {
      doc.embedded.set(vector.chunk());
      embedded++;
    }
  }

  private void forget(String id) {
    var doc = documents.remove(id);
    if (doc != null) {
      chunks -= doc.entry.chunks();
      chars -= doc.entry.chars();
      embedded -= doc.embedded.cardinality();
    }
  }

  /** Whether this chunk of this document, as it is now, still wants its vector. */
  boolean wantsVector(String id, long of, int chunk) {
    var doc = documents.get(id);
    return doc != null && doc.entry.version() == of && !doc.embedded.get(chunk);
  }

  /** The version after which the oldest document came that still wants vectors, or -1. */
  long wantsVectorsAfter() {
    if (settings == null || model() == null || embedded == chunks) {
      return -1;
    }
    long oldest = Long.MAX_VALUE;
    for (var doc : documents.values()) {
      if (doc.embedded.cardinality() < doc.entry.chunks()) {
        oldest = Math.min(oldest, doc.entry.version());
      }
    }
    return oldest == Long.MAX_VALUE ? -1 : oldest - 1;
  }

  /** That embeds, or null. */
  @Nullable String model() {
    var model = settings().model();
    return model == null || model.isEmpty() ? null : model;
  }

  /** Why a request's settings do not go with those that are in force, or null. */
  @Nullable Refusal differs(Settings said) {
    var own = settings();
    String what = null;
    if (said.chunk() != 0 && said.chunk() != own.chunk()) {
      what = "cuts chunks of " + own.chunk() + " characters";
    } else if (said.overlap() >= 0 && said.overlap() != own.overlap()) {
      what = "has an overlap of " + own.overlap() + " characters";
    } else if (said.model() != null
        && !said.model().equals(own.model() == null ? "" : own.model())) {
      what = model() == null ? "is not embedded" : "is embedded by " + model();
    }
    return what == null
        ? null
        : Refusal.of(
            Refusal.Kind.WRONG_STATE,
            "the collection "
                + what
                + ", and its documents are as they are; leave that out, or delete the collection"
                + " and make it anew");
  }

  /** What is said, or else what is configured. */
  static Settings settled(Settings said, CollectionSettings standard) {
    int chunk = said.chunk() == 0 ? standard.chunk() : said.chunk();
    int overlap = said.overlap() < 0 ? Math.min(standard.overlap(), chunk / 2) : said.overlap();
    var model = said.model() == null || said.model().isEmpty() ? null : said.model();
    return new Settings(chunk, overlap, model);
  }

  Adding add(Settings said, List<Document> came, CollectionSettings bounds, Instant now) {
    var events = new ArrayList<CollectionEvent>();
    var with = settings;
    if (with == null) {
      with = settled(said, bounds);
      events.add(new Began(with, now));
    } else {
      var why = differs(said);
      if (why != null) {
        return new Adding.Refused(why);
      }
    }
    var writing = new Writing(version + events.size(), bounds.eventChars(), now);
    int replaced = 0;
    int unchanged = 0;
    int cut = 0;
    long growth = 0;
    Set<String> fresh = new HashSet<>();
    for (var each : came) {
      var there = documents.get(each.id());
      var digest = digest(each);
      if (there != null && there.digest.equals(digest)) {
        unchanged++;
        continue;
      }
      if (there == null && fresh.add(each.id())) {
        growth += each.text().length();
      } else {
        replaced++;
        growth += each.text().length() - (there == null ? 0 : there.entry.chars());
      }
      var pieces = Chunks.of(each.text(), with.chunk(), with.overlap());
      cut += pieces.size();
      writing.add(each, pieces, digest);
    }
    if (documents.size() + fresh.size() > bounds.mostDocuments()) {
      return new Adding.Refused(full("documents", bounds.mostDocuments(), "most-documents"));
    }
    if (chars + growth > bounds.mostChars()) {
      return new Adding.Refused(full("characters", bounds.mostChars(), "most-text"));
    }
    events.addAll(writing.events());
    return new Adding.Decided(events, fresh.size(), replaced, unchanged, cut);
  }

  private static Refusal full(String what, long most, String setting) {
    return Refusal.of(
        Refusal.Kind.INVALID_REQUEST,
        "the collection would have more than "
            + most
            + " "
            + what
            + "; remove some documents, use a second collection, or raise windlass.collections."
            + setting);
  }

  private static String digest(Document document) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update(document.source().getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
      sha.update(document.text().getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
      sha.update(String.valueOf(document.metadata()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  boolean has(String document) {
    return documents.containsKey(document);
  }

  @Nullable Entry entry(String document) {
    var doc = documents.get(document);
    return doc == null ? null : doc.entry;
  }

  Page page(String after, int most) {
    var rest = documents.tailMap(after, false);
    var page = rest.values().stream().limit(most).map(doc -> doc.entry).toList();
    return new Page(page, rest.size() > page.size());
  }

  CollectionSnapshot snapshot() {
    return new CollectionSnapshot(
        settings,
        version,
        documents.values().stream()
            .map(doc ->
                new CollectionSnapshot.Kept(
                    doc.entry, doc.digest, doc.embedded.stream().boxed().toList()))
            .toList(),
        createdAt,
        changedAt);
  }

  static Collection of(CollectionSnapshot kept) {
    var all = new Collection();
    all.settings = kept.settings();
    all.version = kept.version();
    all.createdAt = kept.createdAt() == null ? Instant.EPOCH : kept.createdAt();
    all.changedAt = kept.changedAt() == null ? Instant.EPOCH : kept.changedAt();
    for (var each : kept.documents()) {
      var doc = new Doc(each.entry(), each.digest());
      each.embedded().forEach(doc.embedded::set);
      all.documents.put(each.entry().id(), doc);
      all.chunks += each.entry().chunks();
      all.chars += each.entry().chars();
      all.embedded += doc.embedded.cardinality();
    }
    return all;
  }
}
