/** The one door of the local platform: routes by path to the services behind it. */
package io.delega.local.edge;
