/** Collections of documents over HTTP, and reading the documents that come. */
@NullMarked
package dev.windlass.api.collections;

import org.jspecify.annotations.NullMarked;
