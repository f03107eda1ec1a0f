/** Has checkpoints stamped by a time-stamping authority (RFC 3161). */
package io.delega.audit.timestamp;
