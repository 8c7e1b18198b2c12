/**
 * Who answers: the port to a provider's models, and how providers come out of the settings.
 *
 * <p>{@link dev.windlass.workers.provider.ModelProvider} is the port; {@link
 * dev.windlass.workers.provider.ProviderFactory} is how a kind of provider joins; {@link
 * dev.windlass.workers.provider.ProvidersReader} turns settings and environment into {@link
 * dev.windlass.workers.provider.ProviderSettings}, and {@link
 * dev.windlass.workers.provider.Providers} starts them. Beneath: {@code http} carries bytes, {@code
 * openai} speaks OpenAI's wire, {@code simulated} answers without any model.
 */
@NullMarked
package dev.windlass.workers.provider;

import org.jspecify.annotations.NullMarked;
