/** Tries to break the promise that every fact is in the ledger exactly once, whatever is killed. */
package io.delega.local.chaos.ledger;
