/** What a request is, and whether it is allowed. Plain Java, no I/O, no clock. */
package io.delega.policy;
