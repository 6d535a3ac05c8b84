package org.commonwatch.node.http;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/** Lets a body in when there is room for it; after authentication, so that strangers take none. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class BodyAdmission implements ContainerRequestFilter {
    private static final Set<String> BODILESS_METHODS = Set.of("GET", "HEAD", "DELETE", "OPTIONS");

    /** Imports are streamed: whatever their length, one chunk of this size is in memory. */
    private static final String STREAMED_PATH = "/api/v1/imports";

    private static final long STREAMED_BYTES = 4L * 1024 * 1024;

    private final BodyTicket ticket;

    @Inject
    BodyAdmission(BodyTicket ticket) {
        this.ticket = ticket;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (BODILESS_METHODS.contains(request.getMethod())) {
            return;
        }
        long length = length(request);
        if (length >= BodyRoom.BYTES_COUNTED_MIN) {
            boolean streamed = request.getUriInfo().getPath().equals(STREAMED_PATH);
            ticket.take(streamed ? Math.min(length, STREAMED_BYTES) : length);
        }
    }

    /** What the client says; without a word about it (chunked) it may be anything. */
    private static long length(ContainerRequestContext request) {
        String said = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        boolean chunked = request.getHeaderString("Transfer-Encoding") != null;
        if (said == null || !said.matches("[0-9]{1,18}")) {
            return chunked ? Long.MAX_VALUE : 0;
        }
        return Long.parseLong(said);
    }
}
