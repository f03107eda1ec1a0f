/** Requests counted over all replicas, so that a grant's limits hold for all of them together. */
package io.delega.tokenvault.limit;
