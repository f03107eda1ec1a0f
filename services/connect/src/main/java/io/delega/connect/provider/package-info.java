/** Provider definitions: the platform's and each agency's own. */
package io.delega.connect.provider;
