/** From a client's approval to a sealed credential; the OAuth protocol as we speak it. */
package io.delega.tokenvault.exchange;
