/** When a change is in force at every enforcement point. */
package io.delega.accesspolicy.enforcement;
