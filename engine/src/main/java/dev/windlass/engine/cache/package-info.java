/**
 * Answers of calls that say {@code cache: true}: identical ones are made once, also while the first
 * is in flight, over all runs, jobs, nodes and restarts.
 *
 * <p>A call is known by its {@link dev.windlass.engine.cache.CallDigest}; the calls are spread over
 * buckets, one entity each. {@link dev.windlass.engine.cache.CacheCommand} is what a bucket is
 * told, {@code Answers} what it remembers for good, {@code Queues} who waits for whom at the
 * moment, and {@link dev.windlass.engine.cache.AnswerCache} the shell around both. Partitions reach
 * it through {@link dev.windlass.engine.cache.CacheDoor}.
 */
@NullMarked
package dev.windlass.engine.cache;

import org.jspecify.annotations.NullMarked;
