package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of each weight stands with which dispatcher. A job's weight is divided by where its
 * steps wait, a tenant's weight over its jobs; what meets in one dispatcher's lane is added up. So
 * a job with all its steps on one node and a job spread over three get the same for the same
 * weight, when the pool takes from the lanes by these sums and each dispatcher serves its part of
 * each job.
 */
final class LaneShares {
  private record Of(int priority, String tenant) {}

  private static final class Tenant {
    double weight;
    double jobWeights;
    final Map<String, Job> jobs = new HashMap<>();
  }

  private static final class Job {
    double weight;
    long steps;
  }

  private final Map<Of, Tenant> tenants = new HashMap<>();

  /** Weighs what waits in all these lanes, and notes in each what it stands for. */
  static LaneShares of(Collection<Opening> openings) {
    var shares = new LaneShares();
    for (var opening : openings) {
      for (var flow : opening.waiting) {
        shares.count(opening, flow);
      }
    }
    for (var tenant : shares.tenants.values()) {
      for (var job : tenant.jobs.values()) {
        tenant.jobWeights += job.weight;
      }
    }
    openings.forEach(shares::weigh);
    return shares;
  }

  private void count(Opening opening, Flow flow) {
    var tenant =
        tenants.computeIfAbsent(new Of(flow.priority(), flow.tenant()), of -> new Tenant());
    tenant.weight = flow.tenantWeight();
    var job = tenant.jobs.computeIfAbsent(name(opening, flow), name -> new Job());
    job.weight = flow.weight();
    job.steps += steps(flow);
  }

  private void weigh(Opening opening) {
    Arrays.fill(opening.weight, 0);
    for (var flow : opening.waiting) {
      var tenant = tenants.get(new Of(flow.priority(), flow.tenant()));
      if (tenant != null) {
        opening.weight[flow.priority()] +=
            tenant.weight * weightHere(tenant, opening, flow) / tenant.jobWeights;
      }
    }
  }

  private static double weightHere(Tenant tenant, Opening opening, Flow flow) {
    return flow.weight() * part(tenant, opening, flow);
  }

  private static double part(Tenant tenant, Opening opening, Flow flow) {
    var job = tenant.jobs.get(name(opening, flow));
    return job == null ? 1 : steps(flow) / (double) job.steps;
  }

  private static long steps(Flow flow) {
    return Math.max(1, flow.steps());
  }

  /** What was taken together is no job that another dispatcher could have, too. */
  private static String name(Opening opening, Flow flow) {
    return flow.job().equals(Flow.REST) ? Flow.REST + System.identityHashCode(opening) : flow.job();
  }

  /** What this lane's dispatcher is to serve of the weights that it has only a part of. */
  List<Part> parts(Opening opening) {
    var parts = new ArrayList<Part>();
    var here = new LinkedHashMap<Of, Double>();
    for (var flow : opening.waiting) {
      var of = new Of(flow.priority(), flow.tenant());
      var tenant = tenants.get(of);
      if (tenant != null) {
        double part = part(tenant, opening, flow);
        if (part < 1) {
          parts.add(new Part(flow.priority(), flow.tenant(), flow.job(), part));
        }
        here.merge(of, flow.weight() * part / tenant.jobWeights, Double::sum);
      }
    }
    here.forEach((of, part) -> {
      if (part < 1 - 1e-9) {
        parts.add(new Part(of.priority(), of.tenant(), null, part));
      }
    });
    return parts;
  }
}
