/** Delega's services as processes: their settings and their commands. */
package io.delega.local.service;
