/** Calls to the outside: which addresses, and with what pinning. */
package io.delega.tokenvault.outbound;
