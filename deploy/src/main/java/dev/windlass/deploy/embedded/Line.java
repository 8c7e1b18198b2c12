package dev.windlass.deploy.embedded;

/**
 * A line with an id of its own, for programs that want to find its result by it. Without one the id
 * of a line is its number, from 1.
 *
 * @param id 1 to 128 characters, unique among the lines of one call
 * @param input the variables: a map, a JSON object, or a record
 */
public record Line(String id, Object input) {}
