/**
 * Jobs seen from the command line: what is to run, what makes it the same job as before, following
 * it, and writing its results.
 *
 * <p>{@link dev.windlass.deploy.cli.job.Work} is what the words on the command line name; {@link
 * dev.windlass.deploy.cli.job.Host} is the server it goes to, in this process or elsewhere; {@link
 * dev.windlass.deploy.cli.job.Submission} makes the job and sends its lines; {@link
 * dev.windlass.deploy.cli.job.Follow} waits for its end while {@link
 * dev.windlass.deploy.cli.job.Rows} brings the results.
 */
@NullMarked
package dev.windlass.deploy.cli.job;

import org.jspecify.annotations.NullMarked;
