/**
 * What other tools' files become here: a catalog of chaincrafter its chains ({@link
 * dev.windlass.deploy.cli.imports.Catalog}), a batch file of OpenAI a chain and its lines ({@link
 * dev.windlass.deploy.cli.imports.BatchFile}). Reads files and asks no server; used by {@code
 * windlass chain import} alone.
 */
@NullMarked
package dev.windlass.deploy.cli.imports;

import org.jspecify.annotations.NullMarked;
