package io.delega.tracing;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * A span for every request that reached a resource, by the template of its path. What was refused
 * before, for want of a token or of a path, leaves none.
 */
public class RequestSpans {
  private static final String TRACE = "io.delega.tracing";

  private final Traces traces;
  private final Map<Method, String> templates = new ConcurrentHashMap<>();

  @Inject
  RequestSpans(Traces traces) {
    this.traces = traces;
  }

  /** Begins it. */
  @ServerRequestFilter
  public void begin(ContainerRequestContext request, ResourceInfo resource) {
    if (!traces.on() || resource.getResourceMethod() == null) {
      return;
    }
    String template =
        templates.computeIfAbsent(
            resource.getResourceMethod(), method -> template(resource.getResourceClass(), method));
    Trace trace =
        traces
            .serve(template, request.getHeaderString(Traces.HEADER))
            .with(Detail.ROUTE, template)
            .method(request.getMethod());
    trace.here();
    request.setProperty(TRACE, trace);
  }

  /** Ends it with the head of the answer. */
  @ServerResponseFilter
  public void end(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(TRACE) instanceof Trace trace) {
      trace.answered(response.getStatus()).end();
    }
  }

  static String template(Class<?> resource, Method method) {
    String joined =
        "/"
            + path(resource.getAnnotation(Path.class))
            + "/"
            + path(method.getAnnotation(Path.class));
    return joined.replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
  }

  private static String path(Path path) {
    return path == null ? "" : path.value();
  }
}
