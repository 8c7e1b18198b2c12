package dev.windlass.engine.run;

import dev.windlass.engine.chain.History;
import dev.windlass.engine.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said so far. A body that starts from a conversation and leaves it as it was continues a
 * fork of it; the outer one stands still while the fork lives, so nothing is copied.
 */
final class Conversation {
  private final @Nullable Conversation outer;
  private final List<Message> own = new ArrayList<>(4);
  private @Nullable String system;
  private int fingerprint;

  private Conversation(@Nullable Conversation outer) {
    this.outer = outer;
    this.fingerprint = outer == null ? 0 : outer.fingerprint;
  }

  static Conversation empty() {
    return new Conversation(null);
  }

  Conversation fork() {
    return new Conversation(this);
  }

  /**
   * A question was answered: its last user message and the answer belong to the conversation, and
   * what was said with tools between them.
   */
  void join(Rendered question, List<Message> between, String answer) {
    if (system == null) {
      system = question.system();
    }
    var user = question.joining();
    if (user != null) {
      add(user);
    }
    between.forEach(this::add);
    add(Message.of("assistant", answer));
  }

  private void add(Message message) {
    own.add(message);
    fingerprint = 31 * fingerprint + message.hashCode();
  }

  int size() {
    return own.size() + (outer == null ? 0 : outer.size());
  }

  /** Adds what a prompt with this history continues. */
  void addTo(List<Message> messages, History history) {
    switch (history) {
      case History.All all -> addAllBut(0, messages);
      case History.None none -> {}
      case History.Last(int last) -> addAllBut(fromWhole(Math.max(0, size() - last)), messages);
    }
  }

  /** What a tool gave says nothing without the call before it, and providers refuse it. */
  private int fromWhole(int skipped) {
    int from = skipped;
    while (from < size() && at(from).role().equals("tool")) {
      from++;
    }
    return from;
  }

  private Message at(int index) {
    int before = outer == null ? 0 : outer.size();
    return outer != null && index < before ? outer.at(index) : own.get(index - before);
  }

  private void addAllBut(int skipped, List<Message> messages) {
    int before = outer == null ? 0 : outer.size();
    if (outer != null && skipped < before) {
      outer.addAllBut(skipped, messages);
    }
    for (int i = Math.max(0, skipped - before); i < own.size(); i++) {
      messages.add(own.get(i));
    }
  }

  /** Changes with every message that a prompt with this history would continue. */
  int fingerprint(History history) {
    return history instanceof History.None ? 0 : fingerprint;
  }

  /** As a result shows it, the system message first. */
  List<Message> shown() {
    var all = new ArrayList<Message>(own.size() + 1);
    if (system != null) {
      all.add(Message.of("system", system));
    }
    all.addAll(own);
    return all;
  }
}
