package dev.windlass.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Makes an example of any record from the types of its parts. */
final class Samples {
  private final ActorRef<?> someone;
  private final boolean withNulls;

  /**
   * @param withNulls leave out all that may be absent
   */
  Samples(ActorRef<?> someone, boolean withNulls) {
    this.someone = someone;
    this.withNulls = withNulls;
  }

  /**
   * @return one example for each record that the type may be
   */
  List<Object> of(Type type) {
    var raw = raw(type);
    if (raw.isSealed()) {
      return Arrays.stream(raw.getPermittedSubclasses())
          .flatMap(each -> of(bound(each, type)).stream())
          .toList();
    }
    return List.of(one(type, Map.of()));
  }

  /** A generic record keeps the arguments of the interface that it is reached by. */
  private static Type bound(Class<?> each, Type by) {
    return each.getTypeParameters().length == 0 || !(by instanceof ParameterizedType known)
        ? each
        : new Bound(each, List.of(known.getActualTypeArguments()));
  }

  private record Bound(Class<?> raw, List<Type> arguments) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
      return null;
    }
  }

  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> known -> known;
      case ParameterizedType known -> (Class<?>) known.getRawType();
      case WildcardType any -> raw(any.getUpperBounds()[0]);
      default -> Object.class;
    };
  }

  private Object one(Type type, Map<String, Type> variables) {
    var raw = raw(type);
    if (type instanceof TypeVariable<?> variable) {
      return one(variables.getOrDefault(variable.getName(), String.class), Map.of());
    }
    if (raw.isRecord()) {
      return record(raw, type);
    }
    if (raw.isSealed()) {
      return of(type).getFirst();
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[raw.getEnumConstants().length - 1];
    }
    if (raw == List.class) {
      return new ArrayList<>(all(type, 0));
    }
    if (raw == Set.class) {
      return new LinkedHashSet<>(all(type, 0));
    }
    if (raw == Map.class) {
      var map = new LinkedHashMap<Object, Object>();
      map.put(all(type, 0).getFirst(), all(type, 1).getFirst());
      return map;
    }
    return simple(raw);
  }

  private List<Object> all(Type type, int argument) {
    var of = ((ParameterizedType) type).getActualTypeArguments()[argument];
    return raw(of).isSealed() ? of(of) : List.of(one(of, Map.of()));
  }

  private Object record(Class<?> raw, Type type) {
    var variables = new LinkedHashMap<String, Type>();
    if (type instanceof ParameterizedType known) {
      for (int i = 0; i < raw.getTypeParameters().length; i++) {
        variables.put(raw.getTypeParameters()[i].getName(), known.getActualTypeArguments()[i]);
      }
    }
    var parts = raw.getRecordComponents();
    try {
      var types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var maker = raw.getDeclaredConstructor(types);
      maker.setAccessible(true);
      return maker.newInstance(
          Arrays.stream(parts)
              .map(part -> mayLack(part) ? null : one(part.getGenericType(), variables))
              .toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no example of " + raw + " could be made", e);
    }
  }

  private boolean mayLack(RecordComponent part) {
    return withNulls && part.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private Object simple(Class<?> type) {
    if (type == String.class || type == Object.class) {
      return "a \uD83D\uDE00 text\n\u0000";
    } else if (type == int.class || type == Integer.class) {
      return 7;
    } else if (type == long.class || type == Long.class) {
      return 1L << 40;
    } else if (type == double.class || type == Double.class) {
      return 0.1;
    } else if (type == boolean.class || type == Boolean.class) {
      return true;
    } else if (type == Instant.class) {
      return Instant.parse("2026-02-03T04:05:06.000000789Z");
    } else if (type == Duration.class) {
      return Duration.ofMillis(1500).plusNanos(1);
    } else if (type == ActorRef.class) {
      return someone;
    } else if (type == JsonNode.class || type == ObjectNode.class) {
      return Json.object().put("whole", 14).put("part", new BigDecimal("3.0")).putNull("none");
    }
    throw new AssertionError("what may travel holds a " + type + "; say here how one looks");
  }
}
