package dev.windlass.deploy.cli;

import dev.windlass.deploy.cli.term.Console;
import java.util.function.Supplier;

/**
 * What every command is given.
 *
 * @param servers loads the server's classes when it is asked, and not before
 * @param providers the same for the simulated provider
 * @param journals the same for what is done with journals
 * @param prices the same for what models cost
 */
public record Session(
    Console console,
    Supplier<Servers> servers,
    Supplier<ProviderServers> providers,
    Supplier<JournalTools> journals,
    Supplier<PriceLists> prices) {}
