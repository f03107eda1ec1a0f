package io.delega.local.bench;

/**
 * How long revocations took to be answered.
 *
 * @param replicas of token-vault, each of which had to confirm
 * @param callsPerSecond that the proxy carried meanwhile
 * @param measured of the revocations
 */
record RevocationCost(int replicas, double callsPerSecond, Measured measured) {}
