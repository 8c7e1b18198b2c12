package dev.windlass.workers.collections;

/** Fields of a chunk in an index. */
final class Fields {
  /** Id of its document. */
  static final String DOCUMENT = "document";

  /** Document and number of the chunk, which together are unique. */
  static final String KEY = "key";

  static final String CHUNK = "chunk";

  /** Version of the collection by which the document came. */
  static final String VERSION = "version";

  static final String SOURCE = "source";
  static final String METADATA = "metadata";
  static final String TEXT = "text";
  static final String VECTOR = "vector";

  private Fields() {}

  /** No id has a line break within the last part, which is a number. */
  static String key(String document, int chunk) {
    return document + "\n" + chunk;
  }
}
