package io.delega.tokenvault.proxy;

import io.delega.api.ProblemException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Takes every request for {@code /v1/proxy/} before anything else reads, decodes or buffers it. */
@ApplicationScoped
class ProxyRoute {
  private static final int AHEAD_OF_AUTHENTICATION = 900;

  private final ProxyServices services;

  @Inject
  ProxyRoute(ProxyServices services) {
    this.services = services;
  }

  void register(@Observes Filters filters) {
    filters.register(this::route, AHEAD_OF_AUTHENTICATION);
  }

  private void route(RoutingContext context) {
    String target = context.request().uri();
    if (target.startsWith(ProxyTarget.PREFIX)) {
      new ProxyCall(services, context).run();
    } else if (context.normalizedPath().startsWith(ProxyTarget.PREFIX)) {
      ProblemException refusal =
          ProxyTarget.notCanonical("the request line does not begin with " + ProxyTarget.PREFIX);
      Answers.problem(context.request(), refusal, null);
    } else {
      context.next();
    }
  }
}
