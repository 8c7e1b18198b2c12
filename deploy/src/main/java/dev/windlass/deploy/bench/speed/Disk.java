package dev.windlass.deploy.bench.speed;

/** What a system keeps on disk. */
final class Disk {
  private Disk() {}

  /**
   * @param bytes in the folder
   * @param steps answered by then
   */
  record Size(long bytes, long steps) {}

  /**
   * Bytes that a step takes, with its share of its line. Where lines were handed over at once, far
   * more than were worked off, only the worked ones count: what grew after the last was handed over
   * is the steps', and what grew before beyond that is the lines'.
   *
   * @param uploaded when all lines were there; the same as {@code before} when they come one by one
   * @param lines handed over by then
   */
  static double bytesPerStep(Size before, Size uploaded, Size after, long lines, int stepsPerLine) {
    double aStep =
        (after.bytes - uploaded.bytes) / (double) Math.max(1, after.steps - uploaded.steps);
    double ofLines = uploaded.bytes - before.bytes - aStep * (uploaded.steps - before.steps);
    double aLine = lines == 0 ? 0 : Math.max(0, ofLines) / lines;
    return aStep + aLine / stepsPerLine;
  }
}
