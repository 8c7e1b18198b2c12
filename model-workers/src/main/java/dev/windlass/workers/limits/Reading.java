package dev.windlass.workers.limits;

/**
 * One bucket as a provider describes it beside an answer.
 *
 * @param name tells the buckets of one provider apart, such as {@code requests} or {@code
 *     project-tokens}
 * @param limit what it holds when it is full; negative when it was not said
 * @param remaining what is left, at most the limit; negative when it was not said
 * @param rounding how far what is left may be off, because it was rounded
 * @param resetNanos until it is full again; negative when it was not said
 * @param resolutionNanos how far the reset may be off
 * @param period the seconds that the limit is for, where the provider names them; 0 where it has to
 *     be derived
 * @param window whether everything comes back at once at the reset, and not little by little
 */
record Reading(
    String name,
    LimitKey.Unit unit,
    double limit,
    double remaining,
    double rounding,
    long resetNanos,
    long resolutionNanos,
    double period,
    boolean window) {}
