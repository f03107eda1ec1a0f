/**
 * The ledger's mathematics: RFC 6962 trees, C2SP tlog-tiles, signed-note and tlog-checkpoint,
 * salted commitments, and the offline verifier. No server parts.
 */
package io.delega.ledger;
