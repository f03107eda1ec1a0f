/** What every public HTTP API of the platform shares: the caller, problem+json, pages. */
package io.delega.api;
