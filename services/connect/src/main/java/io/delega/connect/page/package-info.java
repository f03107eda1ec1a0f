/** The hosted connect page and the OAuth callback. */
package io.delega.connect.page;
