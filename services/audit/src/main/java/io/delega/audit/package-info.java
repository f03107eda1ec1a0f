/** The audit log: takes every fact in, makes it a leaf of the ledger, and answers auditors. */
package io.delega.audit;
