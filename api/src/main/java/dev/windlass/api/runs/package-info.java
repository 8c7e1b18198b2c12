/** Single runs over HTTP, and the runs of jobs one by one. */
@NullMarked
package dev.windlass.api.runs;

import org.jspecify.annotations.NullMarked;
