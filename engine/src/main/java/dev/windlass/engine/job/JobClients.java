package dev.windlass.engine.job;

import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.job.JobCommand.Creation;
import dev.windlass.engine.job.JobCommand.Verb;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** What clients ask of a job, and uploads bring. Belongs to the job's thread. */
final class JobClients {
  private final JobSettings settings;
  private final JobVoice voice;

  JobClients(JobSettings settings, JobVoice voice) {
    this.settings = settings;
    this.voice = voice;
  }

  /**
   * @param listed the directory shall have it; who waits in the moment is told then
   */
  Act create(Job job, JobMoment now, JobCommand.Create create, Instant at, Runnable listed) {
    var what = create.what();
    var replyTo = create.replyTo();
    if (!job.exists()) {
      return new Act(
          new JobVerb.Make(what),
          refuse(replyTo),
          () -> {
            now.creators.add(new JobMoment.Creator(replyTo, false));
            listed.run();
          });
    }
    var made = job.created();
    if (job.state() == JobState.REJECTED || !at.isBefore(made.at().plus(settings.keyRetention()))) {
      replyTo.tell(Reply.ok(new Creation(null, false)));
    } else if (!made.tenant().equals(what.tenant())
        || made.fingerprint() == null
        || !made.fingerprint().equals(what.fingerprint())) {
      replyTo.tell(
          Reply.refused(
              Refusal.of(
                      Refusal.Kind.IDEMPOTENCY_KEY_REUSED,
                      "this Idempotency-Key made "
                          + job.id()
                          + " of a different request; send that request again, or take a new key")
                  .with("job_id", job.id())));
    } else {
      now.creators.add(new JobMoment.Creator(replyTo, true));
      listed.run();
    }
    return Act.NONE;
  }

  /**
   * @param then shows the job to who asked, once no call can start
   */
  Act control(Job job, JobMoment now, Verb verb, ActorRef<Reply<JobView>> replyTo, Runnable then) {
    if (verb == Verb.ABORT) {
      boolean under = job.state() == JobState.CANCELLING;
      now.abort = under || !job.state().terminal();
      if (under) {
        voice.tell(job, now.crew.repeat(job), true);
      }
    } else if (verb == Verb.CANCEL && job.state() != JobState.CANCELLING) {
      now.abort = false;
    }
    var what =
        switch (verb) {
          case SEAL -> new JobVerb.Seal();
          case PAUSE -> new JobVerb.Pause("user");
          case RESUME -> new JobVerb.Resume();
          case CANCEL, ABORT -> new JobVerb.Cancel();
        };
    return new Act(
        what,
        refuse(replyTo),
        () -> {
          now.settling.add(replyTo);
          then.run();
        });
  }

  Act steer(Job job, JobMoment now, JobCommand.Steer steer) {
    var replyTo = steer.replyTo();
    var version = steer.version();
    if (version != null && version != now.show.view(job).version()) {
      replyTo.tell(
          Reply.refused(
              Refusal.of(
                  Refusal.Kind.VERSION_CONFLICT,
                  job.id()
                      + " is at version v"
                      + now.show.view(job).version()
                      + " and not at v"
                      + version
                      + "; read it again and decide anew, or leave If-Match away")));
      return Act.NONE;
    }
    return new Act(
        new JobVerb.Steer(steer.patch()),
        refuse(replyTo),
        () -> replyTo.tell(Reply.ok(now.show.view(job))));
  }

  void locate(Job job, long line, ActorRef<Reply<JobCommand.Location>> replyTo) {
    int p = job.facts().partitionOf(line);
    var made = job.created();
    replyTo.tell(
        p < 0
            ? Reply.refused(noLine(job, line))
            : Reply.ok(
                new JobCommand.Location(
                    p,
                    (int) (line - job.facts().firstLine(p)),
                    made.chainReference(),
                    made.chain(),
                    made.at())));
  }

  void openUpload(
      Job job, UploadGate gate, Instant at, ActorRef<Reply<JobCommand.UploadOpened>> replyTo) {
    var refusal =
        job.takesLines() || job.sealed() ? gate.enter(job.id(), at) : JobRules.noMoreLines(job);
    if (refusal != null) {
      replyTo.tell(Reply.refused(refusal));
      return;
    }
    var facts = job.facts();
    var fills = new ArrayList<PartitionFill>(facts.size());
    for (int p = 0; p < facts.size(); p++) {
      fills.add(
          new PartitionFill(
              p, facts.firstLine(p), facts.lines(p), facts.rejected(p), facts.bytes(p)));
    }
    var made = job.created();
    replyTo.tell(
        Reply.ok(
            new JobCommand.UploadOpened(
                gate.epoch(),
                made.chainReference(),
                made.chain(),
                made.strict(),
                job.sealed(),
                facts.lines(),
                facts.rejected(),
                fills)));
  }

  Act upload(
      Job job,
      UploadGate gate,
      long epoch,
      JobVerb verb,
      Instant at,
      ActorRef<Reply<Boolean>> replyTo) {
    var refusal = job.exists() ? gate.pass(job.id(), epoch, at) : notFound(job);
    if (refusal != null) {
      replyTo.tell(Reply.refused(refusal));
      return Act.NONE;
    }
    return new Act(verb, refuse(replyTo), () -> replyTo.tell(Reply.ok(true)));
  }

  static <T> Consumer<Refusal> refuse(ActorRef<Reply<T>> replyTo) {
    return why -> replyTo.tell(Reply.refused(why));
  }

  static Refusal notFound(Job job) {
    return Refusal.of(Refusal.Kind.NOT_FOUND, "there is no job " + job.id());
  }

  static Refusal noLine(Job job, long line) {
    return Refusal.of(Refusal.Kind.NOT_FOUND, job.id() + " has no line " + line);
  }
}
