/** X. */
@NullMarked
package dev.windlass.workers;

import org.jspecify.annotations.NullMarked;
