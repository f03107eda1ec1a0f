package io.delega.tokenvault.proxy;

import io.delega.tokenvault.access.AccessLog;
import io.delega.tokenvault.access.Denials;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.delega.tokenvault.enforcement.Incarnation;
import io.delega.tokenvault.limit.RequestCounters;
import io.delega.tokenvault.scheme.DpopNonces;
import io.delega.tracing.Traces;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** What every call needs. */
@Singleton
final class ProxyServices {
  @Inject ProxyConfig config;
  @Inject Clock clock;
  @Inject Callers callers;
  @Inject EnforcementPoint point;
  @Inject Incarnation incarnation;
  @Inject AccessLog log;
  @Inject Denials denials;
  @Inject Credentials credentials;
  @Inject Upstream upstream;
  @Inject DpopNonces nonces;
  @Inject RequestCounters counters;
  @Inject Traces traces;
  final CircuitBreakers breakers = new CircuitBreakers();
  private CallsUnderWay underWay;
  private SourceAddresses sources;

  @PostConstruct
  void bound() {
    underWay = new CallsUnderWay(config.callsPerConnection());
    sources = new SourceAddresses(config.trustedEdges().orElse(List.of()));
  }

  SourceAddresses sources() {
    return sources;
  }

  CallsUnderWay underWay() {
    return underWay;
  }
}
