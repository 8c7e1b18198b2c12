package dev.windlass.engine.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * The talk with the owner of a collection of documents: one entity for each collection, whose
 * journal is the collection. Front doors change it; workers read what changed and keep indexes of
 * it. Its version grows by one with each event of its journal.
 */
public final class Collecting {
  /** Under which cluster sharding finds the owners, by {@link #entity}. */
  public static final EntityTypeKey<OwnerCommand> KEY =
      EntityTypeKey.create(OwnerCommand.class, "collection");

  /** Part of the built-in provider that searches: lane {@code windlass/collections}. */
  public static final String LANE = "collections";

  /** Passages of one search at most. */
  public static final int MOST_PASSAGES = 100;

  public static final String NAME_RULE = "1 to 64 of the characters a-z, 0-9 and -";
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

  private Collecting() {}

  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The owner's entity id. */
  public static String entity(String tenant, String collection) {
    return tenant + "/" + collection;
  }

  /** What the owner of a collection hears, be it from itself. */
  public interface OwnerCommand {}

  /** What the owner of a collection can be told. */
  public sealed interface ToOwner extends OwnerCommand, Travels {}

  /** Go on with what is left to do; told now and then, in case a node was lost. */
  public record Wake() implements ToOwner {}

  /** How does it stand? Refused with {@code NOT_FOUND} where there is none. */
  public record Describe(ActorRef<Reply<View>> replyTo) implements ToOwner {}

  /**
   * What has changed after this version? Answers with some of it; whoever asks goes on until he has
   * the version that he wants.
   */
  public record Read(long after, ActorRef<Reply<Changes>> replyTo) implements ToOwner {}

  /** Makes it, unless it is there. With other settings than it has it is refused. */
  public record Open(Settings settings, ActorRef<Reply<Opened>> replyTo) implements ToOwner {}

  /**
   * Adds documents; one whose id is there already takes its place.
   *
   * @param settings where it has to be made first
   */
  public record Add(Settings settings, List<Document> documents, ActorRef<Reply<Added>> replyTo)
      implements ToOwner {}

  /** Documents in the order of their ids, behind this one. */
  public record ListDocuments(String after, int most, ActorRef<Reply<Page>> replyTo)
      implements ToOwner {}

  /** One document with its text. */
  public record Show(String document, ActorRef<Reply<Shown>> replyTo) implements ToOwner {}

  /** Takes a document out; refused with {@code NOT_FOUND} where it is not there. */
  public record Remove(String document, ActorRef<Reply<View>> replyTo) implements ToOwner {}

  /** Takes the collection away with all its documents. */
  public record Delete(ActorRef<Reply<View>> replyTo) implements ToOwner {}

  /**
   * How texts are cut, and whether they are embedded.
   *
   * @param chunk characters of a chunk at most; 0: as configured
   * @param overlap characters that a chunk repeats of the one before; -1: as configured
   * @param model that embeds the chunks, {@code provider/model}; empty: none; null: as it is, or
   *     none
   */
  public record Settings(int chunk, int overlap, @Nullable String model) {
    public static final Settings UNSAID = new Settings(0, -1, null);
  }

  /**
   * A document as it comes.
   *
   * @param id unique in the collection
   * @param source for a person to know where it is from, such as a file's name
   * @param metadata passed on with each passage, or null
   */
  public record Document(String id, String source, String text, @Nullable ObjectNode metadata) {}

  /**
   * A collection at one moment.
   *
   * @param settings as they are in force
   * @param chars of all texts, as they came
   * @param embedded chunks that have their vector
   * @param trouble why the last chunk that was to be embedded was not, or null
   */
  public record View(
      Settings settings,
      long version,
      long documents,
      long chunks,
      long chars,
      long embedded,
      Instant createdAt,
      Instant changedAt,
      @Nullable String trouble)
      implements Travels {}

  /**
   * @param created false where it was there already
   */
  public record Opened(View view, boolean created) implements Travels {}

  /** What came of adding documents, durable. */
  public record Added(int added, int replaced, int unchanged, int chunks, View view)
      implements Travels {}

  /** Some of its documents. */
  public record Page(List<Entry> documents, boolean more) implements Travels {}

  /**
   * A document in a list.
   *
   * @param version of the collection by which it came
   */
  public record Entry(String id, String source, int chunks, int chars, long version) {}

  /** A document, whole. */
  public record Shown(Entry entry, List<String> chunks, @Nullable ObjectNode metadata)
      implements Travels {}

  /**
   * Chunks of one document, all or some of them.
   *
   * @param version of the collection by which its document came
   * @param first number of the first of these chunks, from 0; at 0 all that was known of the
   *     document before is gone
   */
  public record Part(
      String document,
      String source,
      @Nullable ObjectNode metadata,
      long version,
      int first,
      List<String> chunks) {}

  /**
   * A chunk's vector.
   *
   * @param version of the collection by which its document came; where that is replaced, the vector
   *     is of no use
   * @param numbers of 32 bits each, low byte first, in base64
   */
  public record Vector(String document, long version, int chunk, String numbers) {}

  /**
   * What one event changed.
   *
   * @param version after it
   * @param cleared whether everything before it is gone
   * @param removed documents that are gone
   */
  public record Change(
      long version,
      boolean cleared,
      List<String> removed,
      List<Part> parts,
      List<Vector> vectors) {}

  /**
   * Changes one after the other, without a gap.
   *
   * @param version of the collection when this was said
   */
  public record Changes(List<Change> changes, long version) implements Travels {}
}
