/** Rules of the platform, agencies and clients that override grants. */
package io.delega.accesspolicy.guardrail;
