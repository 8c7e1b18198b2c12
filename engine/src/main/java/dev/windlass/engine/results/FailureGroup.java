package dev.windlass.engine.results;

/**
 * Failed lines of one class.
 *
 * @param kind wire name of the class
 * @param retryable whether taking them up again may bring another end
 * @param exampleLineId the first of them by line number
 */
public record FailureGroup(
    String kind, long lines, boolean retryable, String exampleLineId, String exampleMessage) {}
