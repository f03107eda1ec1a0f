/** Consents and grants. */
package io.delega.accesspolicy.grant;
