/** X. */
@NullMarked
package dev.windlass.deploy;

import org.jspecify.annotations.NullMarked;
