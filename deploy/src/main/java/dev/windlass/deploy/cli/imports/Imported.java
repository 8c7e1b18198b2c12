package dev.windlass.deploy.cli.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A chain that an import made.
 *
 * @param name of the chain, and of its file
 * @param chain as it will be written; the reader takes it
 */
public record Imported(String name, ObjectNode chain) {}
