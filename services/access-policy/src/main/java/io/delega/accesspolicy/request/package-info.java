/** Requests for more than a client has agreed to, which the client alone answers. */
package io.delega.accesspolicy.request;
