/** The platform on one machine: its launcher, its edge, its demonstration and its measurements. */
package io.delega.local;
