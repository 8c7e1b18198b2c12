/**
 * How jobs, runs, results, events, chains and limits are written as JSON: one class for each, the
 * names exactly as the API promises them. Nothing is decided here.
 */
@NullMarked
package dev.windlass.api.view;

import org.jspecify.annotations.NullMarked;
