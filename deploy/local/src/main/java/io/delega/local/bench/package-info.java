/** Measures what Delega's proxy costs, beside direct calls and a plain reverse proxy. */
package io.delega.local.bench;
