/**
 * The chain language: a chain as data, how it is read and checked, how its templates render, how
 * answers are read.
 *
 * <p>Read {@link dev.windlass.engine.chain.Chain} and {@link dev.windlass.engine.chain.Step}, which
 * say what a chain is. Then {@link dev.windlass.engine.chain.ChainReader}, which has {@code
 * ChainParts}, {@code StepReader}, {@code PromptReader} and {@code AnswerReader} read the text and
 * {@code Flow} follow its variables. What the texts of a chain become: {@link
 * dev.windlass.engine.chain.Template}, {@link dev.windlass.engine.chain.Value}, {@link
 * dev.windlass.engine.chain.Condition}, {@link dev.windlass.engine.chain.Answer}, each with the
 * record behind it; {@code FewShot} and {@code MustacheTemplate} are templates, too. Last {@link
 * dev.windlass.engine.chain.Inputs}, {@link dev.windlass.engine.chain.Preview} and {@link
 * dev.windlass.engine.chain.ChainBuilder}.
 *
 * <p>Everything here is pure: no clock, no actor, no file. Used by the coordinators, the front
 * doors and the command line.
 */
@NullMarked
package dev.windlass.engine.chain;

import org.jspecify.annotations.NullMarked;
