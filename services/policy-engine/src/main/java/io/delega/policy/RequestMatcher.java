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
import java.util.stream.Collectors;

/** Finds out which operation of a provider a request is, and on which resources. Thread-safe. */
public final class RequestMatcher {
  private final Map<String, List<Candidate>> byMethod;

  private RequestMatcher(Map<String, List<Candidate>> byMethod) {
    this.byMethod = byMethod;
  }

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
  }

  private record Fit(Operation operation, String specificity, Map<String, String> parameters) {}

  /** What the request is. Total: it never throws for anything a caller may send. */
  public MatchResult match(ProxyRequest request) {
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
    if (candidates(method).stream().noneMatch(Candidate::needsBody)) {
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
