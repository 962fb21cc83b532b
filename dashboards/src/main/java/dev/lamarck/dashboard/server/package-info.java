/** The live page: a small web server for one machine. Start reading at {@link dev.lamarck.dashboard.server.DashboardServer}. */
@NullMarked
package dev.lamarck.dashboard.server;

import org.jspecify.annotations.NullMarked;
