package dev.windlass.engine.protocol;

/**
 * What a job may take beside others; may change while it runs.
 *
 * @param priority 0 to 9, higher first
 * @param weight its part among the jobs of its tenant and priority, in tokens; 0.01 to 1,000
 * @param concurrency calls of the job in flight at a time on one node, 0 for no cap of its own
 * @param since number of the job's event that brought them; older ones are passed over
 */
public record Terms(int priority, double weight, int concurrency, long since) {
  public static final int HIGHEST_PRIORITY = 9;
  public static final int USUAL_PRIORITY = 5;
  public static final double LEAST_WEIGHT = 0.01;
  public static final double LARGEST_WEIGHT = 1_000;
  public static final double USUAL_WEIGHT = 1;

  /** Of what has no terms of its own. */
  public static final Terms USUAL = new Terms(USUAL_PRIORITY, USUAL_WEIGHT, 0, 0);

  public static boolean isWeight(double weight) {
    return weight >= LEAST_WEIGHT && weight <= LARGEST_WEIGHT;
  }
}
