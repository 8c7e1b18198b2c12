package dev.windlass.deploy.bench.limits;

import java.io.IOException;
import java.util.List;

/**
 * Something that is promised about limits, and how it is measured.
 *
 * @param seconds it takes, about
 * @param about what happens, in a line of help
 */
record Scenario(String name, int seconds, String about, Measurement measurement) {

  /** Starts processes in a fresh rig, waits a bounded time, and judges by the provider's log. */
  interface Measurement {
    List<Outcome> run(Rig rig) throws IOException, InterruptedException;
  }

  static final List<Scenario> ALL =
      List.of(
          new Scenario("rpm", 45, "a cold run of 3,000 steps at rpm 6,000", ColdRuns::requests),
          new Scenario(
              "tpm",
              85,
              "cold runs at 480,000 tokens a minute, estimates 50 % too low, then too high",
              ColdRuns::tokens),
          new Scenario("weights", 55, "two jobs at weights 1:3", Weights::run),
          new Scenario("cut-put", 50, "the limit halved by PUT, then back by --set", CutByPut::run),
          new Scenario(
              "cut-provider",
              100,
              "the limit halved at the provider, unannounced, with headers and without",
              CutAtProvider::run),
          new Scenario(
              "unconfigured",
              195,
              "rpm 6,000 that nobody configured, with headers",
              Unconfigured::withHeaders),
          new Scenario("unconfigured-bare", 195, "the same without headers", Unconfigured::bare),
          new Scenario("storm", 115, "60 s of nothing but 429", Storm::run),
          new Scenario(
              "nodes",
              420,
              "three nodes, one killed, one paused: the limit's owner, then another",
              ThreeNodes::run),
          new Scenario("knee", 75, "a model server with 16 slots and no limit", Knee::run),
          new Scenario(
              "admission", 180, "what a limit costs at 2,000 steps a second", Admission::run),
          new Scenario("fair", 75, "a job of 10 lines behind one of 1,000,000", SmallJob::run));
}
