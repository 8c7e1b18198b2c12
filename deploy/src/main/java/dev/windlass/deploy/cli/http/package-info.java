/**
 * The client of the HTTP API.
 *
 * <p>{@link dev.windlass.deploy.cli.http.Api} asks; {@link dev.windlass.deploy.cli.http.Answer} is
 * what came; a refusal becomes a {@code CliFailure} with the exit code it stands for. Built on
 * {@code HttpURLConnection} and Jackson's streaming core, which start in a tenth of the time of
 * {@code java.net.http} and data binding.
 */
@NullMarked
package dev.windlass.deploy.cli.http;

import org.jspecify.annotations.NullMarked;
