package io.delega.policy;

import io.delega.catalogue.ProviderDefinition;
import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.policy.CanonicalPath.NotCanonicalException;
import io.delega.policy.Resources.AmbiguousException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Finds out which operation of a provider a request is, and on which resources. Thread-safe. */
public final class RequestMatcher {
  private static final int MOST_KNOWN = 1_000;

  private final Map<String, List<Candidate>> byMethod;
  private final Set<String> methodsWithBody;
  private final Map<Line, MatchResult.Matched> known = new ConcurrentHashMap<>();

  private RequestMatcher(Map<String, List<Candidate>> byMethod) {
    this.byMethod = byMethod;
    this.methodsWithBody =
        byMethod.entrySet().stream()
            .filter(entry -> entry.getValue().stream().anyMatch(Candidate::needsBody))
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** All that the outcome depends on where resources are named in the path alone. */
  private record Line(String method, String rawPath) {}

  /** A matcher for the provider's operations. */
  public static RequestMatcher of(ProviderDefinition definition) {
    return new RequestMatcher(
        definition.operations().stream()
            .map(operation -> new Candidate(operation, PathTemplate.of(operation.path())))
            .collect(Collectors.groupingBy(candidate -> candidate.operation().method())));
  }

  private record Candidate(Operation operation, PathTemplate path) {
    boolean needsBody() {
      return operation.resources().values().stream().anyMatch(Resources::inBody);
    }

    boolean needsPathOnly() {
      return operation.resources().values().stream().allMatch(place -> place.startsWith("path."));
    }
  }

  private record Fit(Operation operation, String specificity, Map<String, String> parameters) {}

  /** What the request is. Total: it never throws for anything a caller may send. */
  public MatchResult match(ProxyRequest request) {
    Line line = new Line(request.method(), request.rawPath());
    MatchResult.Matched before = known.get(line);
    if (before != null) {
      return before;
    }
    MatchResult result = matched(request);
    if (result instanceof MatchResult.Matched matched && needsPathOnly(matched, line.method())) {
      if (known.size() >= MOST_KNOWN) {
        known.clear();
      }
      known.put(line, matched);
    }
    return result;
  }

  private boolean needsPathOnly(MatchResult.Matched matched, String method) {
    return candidates(method).stream()
        .filter(candidate -> candidate.operation().name().equals(matched.operation()))
        .allMatch(Candidate::needsPathOnly);
  }

  private MatchResult matched(ProxyRequest request) {
    CanonicalPath path;
    try {
      path = CanonicalPath.of(request.rawPath());
    } catch (NotCanonicalException e) {
      return new MatchResult.NotCanonical(e.getMessage());
    }
    List<Fit> fits = fits(request.method(), path);
    if (fits.isEmpty()) {
      return new MatchResult.NoOperation(
          "the provider's definition has no operation for this method and path");
    }
    if (fits.size() > 1 && fits.get(0).specificity().equals(fits.get(1).specificity())) {
      return new MatchResult.NoOperation(
          "two operations fit: "
              + fits.get(0).operation().name()
              + " and "
              + fits.get(1).operation().name());
    }
    return withResources(fits.get(0), request);
  }

  /** Whether the body must be read before the request can be judged. */
  public boolean needsBody(String method, String rawPath) {
    if (!methodsWithBody.contains(method)) {
      return false;
    }
    try {
      return fits(method, CanonicalPath.of(rawPath)).stream()
          .limit(1)
          .flatMap(fit -> fit.operation().resources().values().stream())
          .anyMatch(Resources::inBody);
    } catch (NotCanonicalException e) {
      return false;
    }
  }

  private List<Candidate> candidates(String method) {
    return byMethod.getOrDefault(method, List.of());
  }

  private List<Fit> fits(String method, CanonicalPath path) {
    List<Fit> fits = new ArrayList<>();
    for (Candidate candidate : candidates(method)) {
      fit(candidate, path).ifPresent(fits::add);
    }
    if (fits.size() > 1) {
      fits.sort(Comparator.comparing(Fit::specificity).reversed());
    }
    return fits;
  }

  private static Optional<Fit> fit(Candidate candidate, CanonicalPath path) {
    return candidate
        .path()
        .match(path)
        .map(
            parameters ->
                new Fit(candidate.operation(), candidate.path().specificity(), parameters));
  }

  private static MatchResult withResources(Fit fit, ProxyRequest request) {
    Resources resources = new Resources(request, fit.parameters());
    Map<String, List<String>> named = new HashMap<>();
    try {
      for (Map.Entry<String, String> resource : fit.operation().resources().entrySet()) {
        List<String> values = resources.at(resource.getValue());
        if (!values.isEmpty()) {
          named.put(resource.getKey(), values);
        }
      }
    } catch (AmbiguousException e) {
      return new MatchResult.NoOperation(
          fit.operation().name() + " cannot be judged: " + e.getMessage());
    }
    return new MatchResult.Matched(fit.operation().name(), fit.operation().access(), named);
  }
}
