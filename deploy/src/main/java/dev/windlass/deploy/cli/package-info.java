/** The commands. Each is a client: it asks a server over HTTP and loads no actor system. */
@NullMarked
package dev.windlass.deploy.cli;

import org.jspecify.annotations.NullMarked;
