/**
 * What every route shares: {@link dev.windlass.api.http.Endpoint} is one route, {@link
 * dev.windlass.api.http.Router} finds it and answers for what goes wrong, {@link
 * dev.windlass.api.http.RequestContext} is one request. The rest reads headers, query parameters
 * and bodies, and writes answers. Routes know these; these know no route.
 */
@NullMarked
package dev.windlass.api.http;

import org.jspecify.annotations.NullMarked;
