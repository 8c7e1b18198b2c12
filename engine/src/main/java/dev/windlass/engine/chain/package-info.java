/**
 * The chain language: a chain as data, how it is read and checked, how its templates render, how
 * answers are read.
 *
 * <p>Read {@link dev.windlass.engine.chain.Chain} and {@link dev.windlass.engine.chain.Step}, then
 * {@link dev.windlass.engine.chain.ChainReader}. Everything here is pure: no clock, no actor, no
 * file. Used by the coordinators, the front doors and the command line.
 */
@NullMarked
package dev.windlass.engine.chain;

import org.jspecify.annotations.NullMarked;
