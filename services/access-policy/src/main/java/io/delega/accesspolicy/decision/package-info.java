/** Why a call would be allowed or not. */
package io.delega.accesspolicy.decision;
