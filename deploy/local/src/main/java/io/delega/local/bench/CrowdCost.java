package io.delega.local.bench;

/**
 * What a call costs token-vault beside connections that nobody calls.
 *
 * @param connections how many of those
 * @param cpuMicrosPerCall token-vault's processor time
 * @param residentKilobytes of token-vault
 */
record CrowdCost(int connections, double cpuMicrosPerCall, long residentKilobytes) {}
