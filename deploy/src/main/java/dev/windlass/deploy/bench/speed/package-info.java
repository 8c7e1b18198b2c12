/**
 * {@code deploy/bench}: how many steps a second, and what a step costs, in Windlass and in what a
 * user would take instead, one after the other on one machine before the same provider.
 *
 * <p>Read {@link dev.windlass.deploy.bench.speed.SpeedBench}, then {@link
 * dev.windlass.deploy.bench.speed.Contenders} for who takes part and how each is started, {@link
 * dev.windlass.deploy.bench.speed.Measurement} for how a load is watched, {@link
 * dev.windlass.deploy.bench.speed.AnswerLog} and {@link dev.windlass.deploy.bench.speed.Disk} for
 * how it is counted. {@link dev.windlass.deploy.bench.speed.BareClient} runs in a process of its
 * own. The programs of the peers are in {@code deploy/peers}. Everything here uses the folder
 * above; nobody uses this one.
 */
@NullMarked
package dev.windlass.deploy.bench.speed;

import org.jspecify.annotations.NullMarked;
