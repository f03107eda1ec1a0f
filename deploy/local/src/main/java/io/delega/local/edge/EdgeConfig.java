package io.delega.local.edge;

import java.util.List;
import java.util.Map;

/**
 * What the edge must know.
 *
 * @param host where the public port listens; {@code localhost} means both loopback addresses
 * @param port the public port
 * @param publicUrl the address that browsers and providers use
 * @param services the loopback ports of each service's replicas
 * @param balancers loopback ports at which the services reach all replicas of one another, by
 *     service; only for what has several replicas
 */
public record EdgeConfig(
    String host,
    int port,
    String publicUrl,
    Map<String, List<Integer>> services,
    Map<String, Integer> balancers) {}
