/**
 * Jobs over HTTP: {@link dev.windlass.api.jobs.JobRoutes} makes, shows and steers them, {@link
 * dev.windlass.api.jobs.UploadRoutes} takes their lines, {@link dev.windlass.api.jobs.EventRoutes}
 * tells what happens to them.
 */
@NullMarked
package dev.windlass.api.jobs;

import org.jspecify.annotations.NullMarked;
