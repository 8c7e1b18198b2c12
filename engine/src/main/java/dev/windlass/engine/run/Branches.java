package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.Json;
import java.util.List;

/**
 * Bodies at once: the branches of {@code parallel}, the items of {@code each}. Each starts from the
 * variables and the conversation around the block and leaves both as they were. When one fails the
 * block fails, or, with {@code on_error: keep}, an error object stands in its place.
 */
abstract class Branches extends Block {
  /** Most bodies of one block under way; what is beyond begins as others end. */
  static final int MOST_AT_ONCE = 10_000;

  private final JsonNode[] values;
  private final int atOnce;
  private int begun;
  private int over;

  private Branches(Body holder, Met met, int count, int limit) {
    super(holder, met);
    values = new JsonNode[count];
    atOnce = limit == 0 ? MOST_AT_ONCE : Math.min(limit, MOST_AT_ONCE);
  }

  static Branches of(Step.Parallel parallel, Body holder, Met met, Variables scope) {
    var bodies = List.copyOf(parallel.branches().values());
    return new Branches(holder, met, bodies.size(), 0) {
      @Override
      Body body(int slot) {
        return child(slot, bodies.get(slot), scope.inner(), holder.conversation().fork());
      }

      @Override
      JsonNode whole(JsonNode[] values) {
        var all = Json.object();
        int slot = 0;
        for (var name : parallel.branches().keySet()) {
          holder.variables().set(name, values[slot]);
          all.set(name, values[slot++]);
        }
        return all;
      }
    };
  }

  static Branches of(Step.Each each, Body holder, Met met, Variables scope) throws RunFault {
    var items = Lists.of(each.list(), "each", scope);
    return new Branches(holder, met, items.size(), each.limit()) {
      @Override
      Body body(int slot) {
        var inner = scope.inner();
        inner.set(each.name(), items.get(slot));
        if (each.index() != null) {
          inner.set(each.index(), IntNode.valueOf(slot));
        }
        return numbered(slot, each.body(), inner, holder.conversation().fork());
      }

      @Override
      JsonNode whole(JsonNode[] values) {
        var all = Json.MAPPER.createArrayNode();
        for (var value : values) {
          all.add(value);
        }
        return all;
      }
    };
  }

  static String nameOf(Step.Parallel parallel, int slot) {
    return List.copyOf(parallel.branches().keySet()).get(slot);
  }

  abstract Body body(int slot);

  /** The block's value; every place is filled. */
  abstract JsonNode whole(JsonNode[] values);

  @Override
  void start() {
    more();
  }

  @Override
  void over(Body child) {
    take(child);
    more();
  }

  private void more() {
    while (!ended() && begun < values.length && begun - over < atOnce) {
      var child = body(begun++);
      child.advance();
      if (child.ended()) {
        take(child);
      }
    }
    if (!ended() && over == values.length) {
      succeed(whole(values));
    }
  }

  private void take(Body child) {
    over++;
    var why = child.failure();
    if (why == null) {
      values[child.slot()] = child.value();
    } else if (met().step.common().keepErrors()) {
      values[child.slot()] = Kept.of(why);
    } else {
      fail(why);
    }
  }
}
