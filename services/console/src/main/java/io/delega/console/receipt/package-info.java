/** The receipt of a stop: each step with its place in the ledger. */
package io.delega.console.receipt;
