/** Results of jobs over HTTP: as a stream of lines, as pages, one by one, and failures by class. */
@NullMarked
package dev.windlass.api.results;

import org.jspecify.annotations.NullMarked;
