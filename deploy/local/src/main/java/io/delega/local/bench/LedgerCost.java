package io.delega.local.bench;

/**
 * How facts become entries of the ledger.
 *
 * @param paced at a fixed rate; a latency is from sending to a signed checkpoint that covers it
 * @param mostPerSecond when as many as wanted wait already
 */
record LedgerCost(Measured paced, double mostPerSecond) {}
