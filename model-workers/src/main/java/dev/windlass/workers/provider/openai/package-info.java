/**
 * OpenAI's chat completions, as OpenAI and the many servers that speak like it answer them.
 *
 * <p>{@link dev.windlass.workers.provider.openai.OpenAiProvider} is the shell: it writes a request
 * ({@code RequestBody}), sends it, and reads what came: {@code AnswerReader} and {@code
 * EventStream} for answers, {@code ErrorBody}, {@code FaultTable} and {@code RetryAfter} for the
 * rest. All but the shell are pure.
 */
@NullMarked
package dev.windlass.workers.provider.openai;

import org.jspecify.annotations.NullMarked;
