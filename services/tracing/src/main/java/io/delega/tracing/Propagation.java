package io.delega.tracing;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Tells the platform's other services the place in the trace. Providers are called by other means
 * and are not told.
 */
@Provider
public class Propagation implements ClientRequestFilter {
  @Override
  public void filter(ClientRequestContext request) {
    String here = Traces.here();
    if (here != null) {
      request.getHeaders().putSingle(Traces.HEADER, here);
    }
  }
}
