/** Connect sessions and the attempts made in them. */
package io.delega.connect.session;
