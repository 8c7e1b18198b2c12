package dev.windlass.engine.protocol;

/**
 * Which question of which run this is; equal keys are the same question, and a durable answer to
 * one is never asked for again.
 *
 * @param partition the partition's entity id
 * @param run index of the run in its partition, from 0
 * @param take of the line: 1, and one more with each retry of a failed run
 * @param path the step's place in the chain, such as {@code /0} or {@code /2/each/5/0}
 * @param ask 1, and one more for each repair
 */
public record StepKey(String partition, int run, int take, String path, int ask) {}
