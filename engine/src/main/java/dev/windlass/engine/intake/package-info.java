/**
 * Takes lines in: cuts a stream of bytes into lines, reads each, and hands them on in batches that
 * become durable before they are acknowledged.
 */
@NullMarked
package dev.windlass.engine.intake;

import org.jspecify.annotations.NullMarked;
