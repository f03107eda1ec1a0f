package io.delega.local.bench;

/**
 * How long a decision by ten policies takes.
 *
 * @param uncached asking the engine each time
 * @param cached once it is known
 */
record DecisionCost(Measured uncached, Measured cached) {}
