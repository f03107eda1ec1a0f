/** Logs the head of each agency, so that an export can show that nothing is missing at its end. */
package io.delega.audit.head;
