package dev.windlass.engine.protocol;

import java.util.function.Function;

/** An answer, or a refusal that was to be expected; a broken machine is an exception instead. */
public sealed interface Reply<T> extends Travels {
  record Ok<T>(T value) implements Reply<T> {}

  record Refused<T>(Refusal refusal) implements Reply<T> {}

  static <T> Reply<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> Reply<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  default <R> Reply<R> map(Function<? super T, ? extends R> change) {
    return switch (this) {
      case Ok<T>(var value) -> ok(change.apply(value));
      case Refused<T>(var refusal) -> refused(refusal);
    };
  }
}
