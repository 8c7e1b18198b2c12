package dev.windlass.engine.journal;

/** Under which names entities stand in the journal. Never to change. */
public final class PersistenceIds {
  private PersistenceIds() {}

  public static String job(String job) {
    return "job|" + job;
  }

  /**
   * @param entity see {@link #partitionOf}, or the id of a partition of single runs
   */
  public static String partition(String entity) {
    return "partition|" + entity;
  }

  /**
   * The entity id of a job's partition.
   *
   * @param partition counts from 0
   */
  public static String partitionOf(String job, int partition) {
    return job + "-" + partition;
  }

  public static String directory(String tenant) {
    return "directory|" + tenant;
  }

  /**
   * @param entity tenant and name, see {@link dev.windlass.engine.protocol.Collecting#entity}
   */
  public static String collection(String entity) {
    return "collection|" + entity;
  }

  public static String collections(String tenant) {
    return "collections|" + tenant;
  }

  /**
   * @param bucket its number, from 0
   */
  public static String answers(String bucket) {
    return "answers|" + bucket;
  }

  public static String chains(String tenant) {
    return "chains|" + tenant;
  }
}
