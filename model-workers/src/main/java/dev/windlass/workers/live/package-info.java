/**
 * Answers of this node while they are written, for those who watch.
 *
 * <p>Read {@link dev.windlass.workers.live.LiveCalls} first, which a pool asks whether a call is
 * watched; then {@link dev.windlass.workers.live.LiveCall}, one such call; then {@link
 * dev.windlass.workers.live.LiveDesk}, the actor that tells watchers a few times a second. Pools
 * use it; it knows no pool.
 */
@NullMarked
package dev.windlass.workers.live;

import org.jspecify.annotations.NullMarked;
