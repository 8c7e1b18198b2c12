/** The journal. */
@NullMarked
package dev.windlass.engine.journal;

import org.jspecify.annotations.NullMarked;
