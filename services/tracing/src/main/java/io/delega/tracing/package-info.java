/** One trace from a request to the leaf of the ledger; what spans can say is a closed list. */
package io.delega.tracing;
