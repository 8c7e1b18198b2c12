package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a chain. It is told what its questions were answered and says what it needs next; told
 * the same things in the same order it is the same run, which is how it is resumed.
 *
 * <p>Not thread-safe. An answer to a question that is not open (a duplicate) changes nothing.
 */
public final class Run {
  private final Chain chain;
  private final ObjectNode input;
  private final RunDefaults defaults;
  private final Past past = new Past();
  private Course course;

  /**
   * A question the run wants answered.
   *
   * @param path of the step: {@code /0}, {@code /2/each/5/0}
   * @param ask 1, and one more for each repair or retry
   * @param reading how the answer is read, where another's answer to the same call will do; else
   *     null
   */
  public record Question(String path, int ask, ModelCall call, @Nullable String reading) {
    /** One that is asked whatever others ask. */
    public Question(String path, int ask, ModelCall call) {
      this(path, ask, call, null);
    }
  }

  /** Which question of the run. */
  public record Asked(String path, int ask) {}

  /** How a run ended. */
  public sealed interface End {
    /** What a result shows. */
    JsonNode output();

    /** The main conversation. */
    List<Message> messages();
  }

  public record Succeeded(JsonNode output, List<Message> messages) implements End {}

  public record Failed(JsonNode output, List<Message> messages, Failure failure) implements End {}

  /**
   * Why a run failed.
   *
   * @param step path of the failed step, or null before the first
   * @param raw the last raw answer, or null
   * @param call what the provider said, where it was a call that failed
   */
  public record Failure(
      FailureClass kind,
      @Nullable String code,
      String message,
      @Nullable String step,
      @Nullable String raw,
      @Nullable CallError call) {}

  /**
   * Something about one step that a reader may want: its kind, variable and value.
   *
   * @param status succeeded, failed, running, skipped, or cancelled when what was around it ended
   * @param failure why it failed, also where the run went on without it, or null
   */
  public record StepView(
      String path,
      @Nullable String id,
      @Nullable String as,
      String kind,
      String status,
      @Nullable Failure failure) {}

  /** From where an ended run is taken up again. */
  public sealed interface From {
    /** What failed or was cancelled is asked again; completed steps stay. */
    record Failed() implements From {}

    /** Everything is forgotten. */
    record Start() implements From {}

    /**
     * That step and what came after it are forgotten.
     *
     * @param name the step's path, id or variable
     */
    record Step(String name) implements From {}
  }

  /**
   * @param input what the line brought; the chain's defaults are applied here
   */
  public Run(Chain chain, ObjectNode input, RunDefaults defaults) {
    this.chain = chain;
    this.input = input;
    this.defaults = defaults;
    this.course = new Course(chain, input, defaults, past);
    course.begin();
  }

  /** Questions that became open by the last call and were not returned before, in order. */
  public List<Question> next() {
    return course.next();
  }

  /** Every open question, asked anew: after a restart, or when requests were lost. */
  public List<Question> open() {
    return course.open();
  }

  /** Which questions are open, without asking them. */
  public List<Asked> asked() {
    return course.asked();
  }

  /** How many questions are open. */
  public int openQuestions() {
    return course.openQuestions();
  }

  public boolean isOpen(String path, int ask) {
    return course.isOpen(path, ask);
  }

  /**
   * Questions that were returned and then became open no more without an answer, because a branch
   * beside them failed or the run ended. Each is returned once.
   */
  public List<Asked> withdrawn() {
    return course.withdrawn();
  }

  /** The same, of an answer that calls no tools. */
  public boolean answered(String path, int ask, String text) {
    return answered(path, ask, text, null);
  }

  /**
   * The model answered this question.
   *
   * @param toolCalls what it wants called first, as a list in OpenAI's shape, or null
   * @return whether the answer is of use; false too where the question was not open
   */
  public boolean answered(String path, int ask, String text, @Nullable JsonNode toolCalls) {
    return course.answered(path, ask, text, toolCalls);
  }

  /**
   * No answer will come to this question. One that was cancelled ends the run, whatever the chain
   * says about errors.
   */
  public void unanswered(String path, int ask, CallError error) {
    course.unanswered(path, ask, error);
  }

  /** Ends the run as {@code cancelled}; its open questions are open no more. */
  public void cancel(String reason) {
    course.cancel(reason);
  }

  /**
   * Takes an ended run up again. A question asked again has a higher {@code ask} than its path ever
   * had, so an answer to the earlier one is known as late. Part of the sequence that a run is
   * rebuilt from, as answers are.
   *
   * <p>A completed step stays only where its question is still the same: when a branch that failed
   * is asked again and a later prompt read it, that later prompt is asked again, too.
   *
   * @return false, and nothing is changed, where there is nothing to take up: the run has not
   *     ended, did not fail, its line cannot run, or never met that step
   */
  public boolean reopen(From from) {
    if (!(course.end() instanceof Failed failed)
        || failed.failure().kind() == FailureClass.LINE_INVALID) {
      return false;
    }
    var met = course.met();
    switch (from) {
      case From.Failed again -> past.remember(met);
      case From.Start anew -> {
        past.remember(met);
        past.forgetAll();
      }
      case From.Step(var name) -> {
        var named = met.stream().filter(each -> each.named(name)).toList();
        if (named.isEmpty()) {
          return false;
        }
        past.forgetUnmet();
        past.remember(met);
        past.forgetFrom(named, met);
      }
    }
    course = new Course(chain, input, defaults, past);
    course.begin();
    return true;
  }

  /** Whether other models may stand in for the one that an ask names. */
  public boolean mayFallBack() {
    return chain.mayFallBack();
  }

  /** How it ended, or null while it goes on. */
  public @Nullable End end() {
    return course.end();
  }

  /** The steps met so far, in order. */
  public List<StepView> steps() {
    return course.met().stream().map(Met::view).toList();
  }
}
