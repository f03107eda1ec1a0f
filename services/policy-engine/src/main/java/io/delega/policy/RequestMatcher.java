package io.delega.policy;

import io.delega.catalogue.Place;
import io.delega.catalogue.ProviderDefinition;
import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.policy.CanonicalPath.NotCanonicalException;
import io.delega.policy.MatchResult.Matched;
import io.delega.policy.MatchResult.NoOperation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds out which operation of a provider a request is, and on which resources. Thread-safe. */
public final class RequestMatcher {
  private static final int MOST_KNOWN = 1_000;

  private final Map<String, List<Candidate>> byMethod;
  private final Set<String> methodsWithBody;
  private final Set<String> methodsWithBodyIfJson;
  private final boolean namesHeaders;
  private final long version;
  private final Map<String, Long> since;
  private final Map<Line, Matched> known = new ConcurrentHashMap<>();

  private RequestMatcher(
      Map<String, List<Candidate>> byMethod, long version, Map<String, Long> since) {
    this.byMethod = byMethod;
    this.version = version;
    this.since = Map.copyOf(since);
    this.methodsWithBody = methods(byMethod, candidate -> candidate.readsBody(false));
    this.methodsWithBodyIfJson = methods(byMethod, candidate -> candidate.readsBody(true));
    this.namesHeaders =
        byMethod.values().stream()
            .flatMap(List::stream)
            .anyMatch(candidate -> candidate.reads(Place.Kind.HEADER));
  }

  private static Set<String> methods(
      Map<String, List<Candidate>> byMethod, Predicate<Candidate> which) {
    return byMethod.entrySet().stream()
        .filter(entry -> entry.getValue().stream().anyMatch(which))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** All that the outcome depends on where resources are named in the path alone. */
  private record Line(String method, String rawPath) {}

  /** A matcher for the provider's operations, which have always been what they are. */
  public static RequestMatcher of(ProviderDefinition definition) {
    return of(definition, Long.MAX_VALUE, Map.of());
  }

  /**
   * A matcher for the operations of an agency's own provider.
   *
   * @param version of the definition
   * @param since in which version of the definition each became what it is
   */
  public static RequestMatcher of(
      ProviderDefinition definition, long version, Map<String, Long> since) {
    return new RequestMatcher(
        definition.operations().stream()
            .map(Candidate::of)
            .collect(Collectors.groupingBy(candidate -> candidate.operation().method())),
        version,
        since);
  }

  /**
   * Whether the operation is what it was when the client agreed to the grant; of a definition that
   * is older than that nobody can say.
   */
  boolean isAsAgreed(String operation, Grant grant) {
    return grant.definition() == null
        || (grant.definition() <= version
            && since.getOrDefault(operation, 1L) <= grant.definition());
  }

  private record Fit(Candidate candidate, Map<String, String> parameters) {}

  /** What the request is. Total: it never throws for anything a caller may send. */
  public MatchResult match(ProxyRequest request) {
    try {
      CanonicalPath.checkQuery(request.rawQuery());
    } catch (NotCanonicalException e) {
      return new MatchResult.NotCanonical(e.getMessage());
    }
    Line line = new Line(request.method(), request.rawPath());
    Matched before = known.get(line);
    String override = MethodOverride.in(request);
    if (before != null && override == null) {
      return before;
    }
    MatchResult result = matched(request, override, false);
    if (result instanceof Matched matched && readsPathOnly(matched, line.method())) {
      if (known.size() >= MOST_KNOWN) {
        known.clear();
      }
      known.put(line, matched);
    }
    return result;
  }

  private boolean readsPathOnly(Matched matched, String method) {
    return candidates(method).stream()
        .filter(candidate -> candidate.operation().name().equals(matched.operation()))
        .allMatch(Candidate::readsPathOnly);
  }

  private MatchResult matched(ProxyRequest request, String override, boolean inBatch) {
    List<Fit> fits;
    try {
      fits = fits(request.method(), CanonicalPath.of(request.rawPath()));
    } catch (NotCanonicalException e) {
      return new MatchResult.NotCanonical(e.getMessage());
    }
    if (fits.isEmpty()) {
      return new NoOperation(
          null, "the provider's definition has no operation for this method and path");
    }
    if (override != null) {
      return unjudgeable(fits.get(0), override + " could override the method");
    }
    if (fits.stream().anyMatch(fit -> fit.candidate().isBatch())) {
      return fits.size() > 1 || inBatch
          ? unjudgeable(fits.get(0), "a batch is never part of another, nor one of two readings")
          : batch(fits.get(0), request);
    }
    List<Matched> readings = new ArrayList<>(fits.size());
    for (Fit fit : fits) {
      try {
        readings.add(withResources(fit, request));
      } catch (AmbiguousException e) {
        return unjudgeable(fit, e.getMessage());
      }
    }
    return readings.size() == 1 ? readings.get(0) : new MatchResult.Ambiguous(readings);
  }

  private MatchResult batch(Fit fit, ProxyRequest request) {
    Operation operation = fit.candidate().operation();
    try {
      ContentType.requireJson(request.headers());
      if (request.body() == null) {
        return unjudgeable(fit, "the body could not be read");
      }
      List<MatchResult.Batch.Item> items = new ArrayList<>();
      for (BatchBody.Item item : new BatchBody(this, operation.batch()).read(request.body())) {
        items.add(new MatchResult.Batch.Item(item.where(), item(item.request())));
      }
      return new MatchResult.Batch(withResources(fit, request), items);
    } catch (AmbiguousException e) {
      return unjudgeable(fit, e.getMessage());
    }
  }

  private MatchResult item(ProxyRequest item) {
    try {
      CanonicalPath.checkQuery(item.rawQuery());
      return matched(item, MethodOverride.in(item), true);
    } catch (NotCanonicalException e) {
      return new MatchResult.NotCanonical(e.getMessage());
    }
  }

  private static NoOperation unjudgeable(Fit fit, String why) {
    String name = fit.candidate().operation().name();
    return new NoOperation(name, name + " cannot be judged: " + why);
  }

  /**
   * The headers, in lower case, that name a resource of what a request could be: beside those that
   * always are, they are judged and passed on.
   */
  public Set<String> namedHeaders(String method, String rawPath) {
    Set<String> names = new HashSet<>();
    if (namesHeaders) {
      for (Fit fit : fitsOrNone(method, rawPath)) {
        for (Place place : fit.candidate().places().values()) {
          if (place.kind() == Place.Kind.HEADER) {
            names.add(place.name());
          }
        }
      }
    }
    return names;
  }

  /**
   * Whether the body must be read before the request can be judged: where it names a resource, or
   * where one that the query names could stand in it too, or a method in disguise.
   */
  public boolean needsBody(ProxyRequest head) {
    boolean form = ContentType.mentionsForm(head.headers());
    boolean json = ContentType.mentionsJson(head.headers());
    if (!form && !(json ? methodsWithBodyIfJson : methodsWithBody).contains(head.method())) {
      return false;
    }
    List<Fit> fits = fitsOrNone(head.method(), head.rawPath());
    return form ? !fits.isEmpty() : fits.stream().anyMatch(fit -> fit.candidate().readsBody(json));
  }

  private List<Candidate> candidates(String method) {
    return byMethod.getOrDefault(method, List.of());
  }

  private List<Fit> fitsOrNone(String method, String rawPath) {
    try {
      return fits(method, CanonicalPath.of(rawPath));
    } catch (NotCanonicalException e) {
      return List.of();
    }
  }

  /** Those that fit and are not outdone by a more specific one, in the definition's order. */
  private List<Fit> fits(String method, CanonicalPath path) {
    List<Fit> fits = new ArrayList<>();
    for (Candidate candidate : candidates(method)) {
      Optional<Map<String, String>> parameters = candidate.path().match(path);
      parameters.ifPresent(found -> fits.add(new Fit(candidate, found)));
    }
    if (fits.size() < 2) {
      return fits;
    }
    return fits.stream()
        .filter(fit -> fits.stream().noneMatch(other -> outdone(fit, other)))
        .toList();
  }

  private static boolean outdone(Fit fit, Fit other) {
    return other.candidate().path().isMoreSpecificThan(fit.candidate().path());
  }

  private static Matched withResources(Fit fit, ProxyRequest request) throws AmbiguousException {
    Operation operation = fit.candidate().operation();
    Resources resources = new Resources(request, fit.parameters());
    resources.read(fit.candidate().places());
    return new Matched(
        operation.name(), operation.access(), resources.named(), resources.origins());
  }
}
