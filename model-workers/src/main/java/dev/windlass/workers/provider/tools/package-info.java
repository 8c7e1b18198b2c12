/**
 * The part {@code windlass/tools} of the built-in provider: calls the HTTP endpoints that tools of
 * chains name, where this server allows them.
 *
 * <p>Read {@link dev.windlass.workers.provider.tools.ToolsPart} first; {@link
 * dev.windlass.workers.provider.tools.ToolCall} is one call, {@link
 * dev.windlass.workers.provider.tools.PublicAddresses} keeps it out of networks it has no business
 * in. A model chooses only the arguments; never the address, the method or a header.
 */
@NullMarked
package dev.windlass.workers.provider.tools;

import org.jspecify.annotations.NullMarked;
