package io.delega.local.bench;

/**
 * How facts become entries of the ledger, and what checking it costs.
 *
 * @param paced at a fixed rate; a latency is from sending to a signed checkpoint that covers it
 * @param mostPerSecond when as many as wanted wait already
 * @param size how many entries there were in the end
 * @param verifiedPerSecond how many of them the verifier read and checked in a second
 * @param proofs of single entries, one after the other, each asked for once
 */
record LedgerCost(
    Measured paced, double mostPerSecond, long size, double verifiedPerSecond, Measured proofs) {}
