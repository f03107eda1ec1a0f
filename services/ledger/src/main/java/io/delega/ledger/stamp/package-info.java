/** What a time-stamping authority says of a checkpoint (RFC 3161), checked. */
package io.delega.ledger.stamp;
