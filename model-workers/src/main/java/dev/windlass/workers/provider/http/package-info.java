/**
 * Carries one request's bytes to one origin and brings the answer's bytes back.
 *
 * <p>{@link dev.windlass.workers.provider.http.HttpTransport} is the port and says what is
 * promised: never sent twice, one total deadline, a bounded body, no redirect followed. {@link
 * dev.windlass.workers.provider.http.HttpTransports} chooses between the two that stand behind it:
 * Netty ({@code NettyTransport}, {@code NettyLane}, {@code NettyConnection}) and Pekko HTTP ({@code
 * PekkoTransport}). {@link dev.windlass.workers.provider.http.HttpExchange} is what both share: one
 * request under way, ended exactly once. Nothing here knows what a model is.
 */
@NullMarked
package dev.windlass.workers.provider.http;

import org.jspecify.annotations.NullMarked;
