package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.WaitReason;
import java.util.List;
import java.util.Map;

/**
 * Where a {@link Board} puts what it decided; the shell, or a simulation, carries it out.
 *
 * @param <P> how a pool is addressed
 * @param <L> how a partition is addressed
 */
interface Outbox<P, L> {
  void open(P pool, String lane, List<Flow> waiting);

  void backlog(P pool, String lane, List<Flow> waiting);

  void grant(P pool, String lane, List<Granted> steps);

  void hold(P pool, String job, boolean abort);

  /** The pool hands back what it has not started; a simulation without a journal has no use. */
  default void callBack(P pool) {}

  /** The pool says what it has of these; a simulation whose partitions stay has no use. */
  default void seek(P pool, long search, List<StepKey> steps) {}

  /** The pool need not keep the outcomes of these. */
  void durable(P pool, List<StepKey> steps);

  void outcomes(L partition, long batch, List<StepOutcome> outcomes);

  void recalled(L partition, List<StepKey> steps);

  void held(L partition, String job);

  void standing(L partition, Standing standing);

  /** Where all steps of a lane stand; none when it has none any more. */
  void lane(String lane, Map<WaitReason, Long> steps);
}
