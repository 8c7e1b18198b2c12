package dev.windlass.engine.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final IntakeSettings SETTINGS = IntakeSettings.of(ConfigFactory.load());

  private final Intake intake = new Intake(SETTINGS);
  private final FakeJob job = new FakeJob(false, "n");

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void everyLineIsAcceptedInOrderAndTheJobIsSealed() throws Exception {
    assertThat(uploaded(0, true, lines(1, 2500))).isEqualTo(new Jobs.Uploaded(2500, 0, true, 2500));
    assertThat(job.all()).extracting(Line::text).containsExactlyElementsOf(texts(1, 2500));
    assertThat(job.recorded.values())
        .extracting(IntakeTarget.PartitionFill::lines)
        .containsExactly(1000, 1000, 500);
    assertThat(job.sealed).isTrue();
  }

  @Test
  void aPartitionEndsAtItsBytesToo() throws Exception {
    var text = "{\"n\":\"" + "x".repeat(1_000_000) + "\"}\n";
    uploaded(0, false, text.repeat(10));
    assertThat(job.recorded.values())
        .extracting(IntakeTarget.PartitionFill::lines)
        .containsExactly(4, 4, 2);
    assertThat(job.recorded.values())
        .extracting(IntakeTarget.PartitionFill::firstLine)
        .containsExactly(1L, 5L, 9L);
  }

  @Test
  void anUploadGoesOnWhereTheLastOneEnded() throws Exception {
    uploaded(0, false, lines(1, 1500));
    assertThat(uploaded(1500, true, lines(1501, 2100)))
        .isEqualTo(new Jobs.Uploaded(2100, 0, true, 600));
    assertThat(job.all()).extracting(Line::text).containsExactlyElementsOf(texts(1, 2100));
    assertThat(job.recorded.values())
        .extracting(IntakeTarget.PartitionFill::lines)
        .containsExactly(1000, 1000, 100);
    assertThat(job.reads).as("the ids of the first upload were remembered").isZero();
  }

  @Test
  void theSameBodyAgainAddsWhatIsMissing() throws Exception {
    uploaded(0, false, lines(1, 1700));
    assertThat(new Intake(SETTINGS).run(job, 0, true, body(lines(1, 3000)), materializer()))
        .succeedsWithin(20, TimeUnit.SECONDS)
        .isEqualTo(Reply.ok(new Jobs.Uploaded(3000, 0, true, 1300)));
    assertThat(job.all()).extracting(Line::text).containsExactlyElementsOf(texts(1, 3000));
  }

  @Test
  void linesKnownToASealedJobAreAnsweredAsAccepted() throws Exception {
    uploaded(0, true, lines(1, 20));
    assertThat(uploaded(10, false, lines(11, 15))).isEqualTo(new Jobs.Uploaded(20, 0, true, 0));
    assertThat(uploaded(0, true, lines(1, 20))).isEqualTo(new Jobs.Uploaded(20, 0, true, 0));
    assertThat(uploaded(20, true, "")).isEqualTo(new Jobs.Uploaded(20, 0, true, 0));
  }

  @Test
  void aSealedJobTakesNoOtherLine() throws Exception {
    uploaded(0, true, lines(1, 20));
    assertThat(refused(10, false, lines(11, 21)).kind()).isEqualTo(Refusal.Kind.JOB_SEALED);
    assertThat(refused(0, false, lines(2, 3)).kind()).isEqualTo(Refusal.Kind.JOB_SEALED);
    assertThat(refused(500, false, lines(1, 1)).kind()).isEqualTo(Refusal.Kind.JOB_SEALED);
    assertThat(job.accepted()).isEqualTo(20);
  }

  @Test
  void aGapAndADifferentLineAreRefused() throws Exception {
    uploaded(0, false, lines(1, 20));
    var gap = refused(21, false, lines(22, 23));
    assertThat(gap.kind()).isEqualTo(Refusal.Kind.OFFSET_GAP);
    assertThat(gap.members()).containsEntry("accepted_lines", 20L);
    var conflict = refused(17, false, lines(18, 18) + lines(99, 99));
    assertThat(conflict.kind()).isEqualTo(Refusal.Kind.LINE_CONFLICT);
    assertThat(conflict.members()).containsEntry("line", 19L).containsEntry("accepted_lines", 20L);
    assertThat(refused(0, true, lines(1, 5)).kind()).isEqualTo(Refusal.Kind.LINE_CONFLICT);
    assertThat(job.sealed).isFalse();
  }

  @Test
  void badLinesAreAcceptedAndCounted() throws Exception {
    var body = lines(1, 2) + "\n" + "{}\n" + "{\"id\":\"a\",\"input\":{\"n\":1}}\n".repeat(2);
    assertThat(uploaded(0, true, body)).isEqualTo(new Jobs.Uploaded(6, 3, true, 6));
    assertThat(job.all())
        .extracting(line -> line.fault() == null ? "" : line.fault().code())
        .containsExactly("", "", "invalid-json", "missing-variable", "", "duplicate");
  }

  @Test
  void idsOfEarlierUploadsStayTaken() throws Exception {
    uploaded(0, false, "{\"id\":\"a\",\"input\":{\"n\":1}}\n" + lines(1, 1));
    var fresh = new Intake(SETTINGS);
    fresh
        .run(job, 2, false, body("{\"id\":\"a\",\"input\":{\"n\":1}}\n"), materializer())
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    assertThat(job.all().get(2).fault()).isNotNull();
    assertThat(job.all().get(2).id()).isEqualTo("#3");
  }

  @Test
  void aBodyThatBreaksOffLeavesItsCompleteLines() throws Exception {
    var cut = cut(lines(1, 30) + "{\"n\":31}", new IOException("reset"));
    var refusal = refusal(intake.run(job, 0, true, cut, materializer()));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID_REQUEST);
    assertThat(refusal.members()).containsEntry("accepted_lines", 30L);
    assertThat(job.accepted()).isEqualTo(30);
    assertThat(job.sealed).isFalse();
  }

  @Test
  void aStalledBodyIsToldApart() throws Exception {
    var cut = cut(lines(1, 3), new TimeoutException());
    assertThat(refusal(intake.run(job, 0, true, cut, materializer())).kind())
        .isEqualTo(Refusal.Kind.REQUEST_TIMEOUT);
  }

  @Test
  void aStrictJobIsRejectedForItsBadLinesByNumber() throws Exception {
    var strict = new FakeJob(true, "n");
    var body = body(lines(1, 3) + "{}\n" + lines(5, 1200) + "[]\n");
    var refusal = refusal(intake.run(strict, 0, true, body, materializer()));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.LINE_INVALID);
    assertThat(refusal.faults()).extracting(Refusal.Fault::line).containsExactly(4L, 1201L);
    assertThat(refusal.members()).containsEntry("job_id", "job_1");
    assertThat(strict.rejectedFor).hasSize(2);
    assertThat(strict.sealed).isFalse();
  }

  @Test
  void aStrictJobNamesItsFirstHundredBadLines() throws Exception {
    var strict = new FakeJob(true, "n");
    var refusal = refusal(intake.run(strict, 0, true, body("{}\n".repeat(5000)), materializer()));
    assertThat(refusal.faults()).hasSize(100);
    assertThat(refusal.faults().getLast().line()).isEqualTo(100);
  }

  @Test
  void whatTheJobRefusesEndsTheUpload() throws Exception {
    uploaded(0, false, lines(1, 5));
    job.refuseAccept = Refusal.of(Refusal.Kind.STORAGE_FULL, "the disk is full");
    var refusal = refused(5, true, lines(6, 9));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.STORAGE_FULL);
    assertThat(refusal.members()).containsEntry("accepted_lines", 5L);
  }

  @Test
  void aBrokenMachineIsNoRefusal() {
    job.broken = true;
    assertThatThrownBy(() -> uploaded(0, true, lines(1, 5)))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("the disk is gone");
  }

  @Test
  void linesThatComeOneByOneDoNotWaitForEachOther() throws Exception {
    var slow =
        Source.from(texts(1, 50)).map(t -> ByteString.fromString(t + "\n")).concat(Source.maybe());
    var running = intake.run(job, 0, true, slow, materializer()).toCompletableFuture();
    org.awaitility.Awaitility.await().until(() -> job.accepted() == 50);
    assertThat(running).isNotDone();
  }

  @Test
  void settingsRefuseNonsenseByTheirFullPath() {
    var bad = ConfigFactory.parseString("windlass.intake.batch-lines = 0");
    assertThatThrownBy(() -> IntakeSettings.of(bad.withFallback(ConfigFactory.load())))
        .hasMessage("windlass.intake.batch-lines must be from 1 to 100000, not 0");
  }

  private static String lines(int from, int to) {
    return texts(from, to).stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private static List<String> texts(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "{\"n\":" + i + "}").toList();
  }

  private static Source<ByteString, ?> body(String text) {
    var bytes = ByteString.fromString(text);
    var chunks =
        IntStream.rangeClosed(0, bytes.size() / 1000)
            .mapToObj(i -> bytes.slice(i * 1000, (i + 1) * 1000))
            .toList();
    return Source.from(chunks);
  }

  private static Source<ByteString, ?> cut(String text, Exception how) {
    return body(text)
        .concat(Source.single(ByteString.emptyByteString()))
        .map(bytes -> {
          if (bytes.isEmpty()) {
            throw how;
          }
          return bytes;
        });
  }

  private static Materializer materializer() {
    return Materializer.matFromSystem(KIT.system());
  }

  private Jobs.Uploaded uploaded(long offset, boolean seal, String text) throws Exception {
    var reply =
        intake
            .run(job, offset, seal, body(text), materializer())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    assertThat(reply).isInstanceOf(Reply.Ok.class);
    return ((Reply.Ok<Jobs.Uploaded>) reply).value();
  }

  private Refusal refused(long offset, boolean seal, String text) throws Exception {
    return refusal(intake.run(job, offset, seal, body(text), materializer()));
  }

  private static Refusal refusal(java.util.concurrent.CompletionStage<Reply<Jobs.Uploaded>> stage)
      throws Exception {
    var reply = stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(reply).isInstanceOf(Reply.Refused.class);
    return ((Reply.Refused<Jobs.Uploaded>) reply).refusal();
  }
}
