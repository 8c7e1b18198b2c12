/** Applied chains over HTTP, and how any request names the chain it wants. */
@NullMarked
package dev.windlass.api.chains;

import org.jspecify.annotations.NullMarked;
