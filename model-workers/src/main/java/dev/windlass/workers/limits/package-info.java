/**
 * What a provider allows, and how it is kept and used.
 *
 * <p>Read {@link dev.windlass.workers.limits.LimitKey}, {@link
 * dev.windlass.workers.limits.LimitFigures} and {@link dev.windlass.workers.limits.Meter} for the
 * words; {@link dev.windlass.workers.limits.ProviderBucket} for how much may go when, and {@link
 * dev.windlass.workers.limits.Hindsight} for what comes back; {@link
 * dev.windlass.workers.limits.AnswerSizes} for what a call is thought to need; {@link
 * dev.windlass.workers.limits.LimitGate}, which admits calls on a node without asking anyone. Then
 * comes who lends the gates their shares: {@link dev.windlass.workers.limits.Governing} is the
 * talk, {@link dev.windlass.workers.limits.Borrower} the gate side of it, {@link
 * dev.windlass.workers.limits.Lending} the owner side, with its {@link
 * dev.windlass.workers.limits.LeaseBook} (what is lent), {@link dev.windlass.workers.limits.Turns}
 * and {@link dev.windlass.workers.limits.Shares} (who should have how much). {@link
 * dev.windlass.workers.limits.LimitGovernor} is its actor, {@link
 * dev.windlass.workers.limits.ProviderLimits} remembers for the owners of a provider, and {@link
 * dev.windlass.workers.limits.LimitOwners} finds them in the cluster.
 *
 * <p>{@link dev.windlass.workers.limits.LimitSignals} reads what providers say about limits in
 * headers ({@link dev.windlass.workers.limits.HeaderNames} has the dialects), {@link
 * dev.windlass.workers.limits.LearnedLimit} learns figures from it, {@link
 * dev.windlass.workers.limits.OtherUsers} sees who else uses the key; of refusals there are five
 * kinds, see {@link dev.windlass.workers.limits.RefusalKind}, and {@link
 * dev.windlass.workers.limits.Pause} obeys when they say no.
 *
 * <p>What nobody configured and no header tells is searched for: {@link
 * dev.windlass.workers.limits.ConcurrencyProbe} finds calls in flight, at each pool; {@link
 * dev.windlass.workers.limits.RateSearch} finds rates from refusals, at the owner, by way of {@link
 * dev.windlass.workers.limits.Discovery}. {@link dev.windlass.workers.limits.RateTrim} goes below
 * what is configured.
 *
 * <p>Everything but governor and keeper is free of actors and clocks: time comes as an argument, in
 * nanoseconds of a monotonic clock. The pools use this folder; it knows no other of the workers.
 */
@NullMarked
package dev.windlass.workers.limits;

import org.jspecify.annotations.NullMarked;
