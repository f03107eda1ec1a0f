/** Entries of the ledger as events of the Open Cybersecurity Schema Framework. */
package io.delega.ledger.ocsf;
