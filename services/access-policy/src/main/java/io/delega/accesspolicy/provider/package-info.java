/** The provider definitions that requests are matched by. */
package io.delega.accesspolicy.provider;
