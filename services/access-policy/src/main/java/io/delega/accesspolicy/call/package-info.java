/** What became of calls through the proxy, for as long as it may be asked. */
package io.delega.accesspolicy.call;
