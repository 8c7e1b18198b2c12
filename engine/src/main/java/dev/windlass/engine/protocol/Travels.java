package dev.windlass.engine.protocol;

/**
 * What may cross from one node to another: a message, or the value of a {@link Reply}. Who
 * implements it puts the class on the list {@code windlass.travel.types} of its module's
 * reference.conf; what is not on the list is refused when it is sent and when it is received. A
 * class that leaves its parts in place and only adds some at the end is understood by the version
 * before.
 */
public interface Travels {}
