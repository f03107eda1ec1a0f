/** The other services, as this one calls them. */
package io.delega.connect.remote;
