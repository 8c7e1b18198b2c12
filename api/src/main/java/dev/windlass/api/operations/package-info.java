/**
 * What an operator asks: providers and limits, nodes, health, metrics, and the pages of problems.
 */
@NullMarked
package dev.windlass.api.operations;

import org.jspecify.annotations.NullMarked;
