package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Base64;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.jspecify.annotations.Nullable;

/** Where an invitation is shown: by nodes that nobody here knows yet, so everything rests on its secret. */
@Path("/ledger/{log}/invitations/{id: [0-9a-f]{32}}")
@Allow(Right.ANYONE)
@Produces(MediaType.APPLICATION_JSON)
public class InvitationsResource {
    static final String SECRET_HEADER = "Commonwatch-Invitation";

    /** A request is an organisation with a few keys. */
    private static final int BODY_BYTES_MAX = 64 * 1024;

    private static final int SECRET_CHARS_MAX = 64;

    private final Stewardship stewardship;
    private final Logs logs;

    @Inject
    InvitationsResource(Stewardship stewardship, Logs logs) {
        this.stewardship = stewardship;
        this.logs = logs;
    }

    /** The invitation without its secret. */
    @GET
    public Response document(
            @PathParam("log") String log,
            @PathParam("id") String id,
            @HeaderParam(SECRET_HEADER) @Nullable String secret)
            throws Refused {
        return Response.ok(stewardship.document(log(log), id, secret(secret)).toBytes())
                .build();
    }

    /**
     * Asks to be admitted: {@code {"organisation": ..., "signature": BASE64}}. 200: is a member; 202: the steward has still
     * to compare the fingerprint.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response ask(
            @PathParam("log") String log,
            @PathParam("id") String id,
            @HeaderParam(SECRET_HEADER) @Nullable String secret,
            byte[] body)
            throws Refused {
        if (body.length > BODY_BYTES_MAX) {
            throw Refusal.of("body-too-big", "", "A request has at most " + BODY_BYTES_MAX + " bytes.")
                    .toException();
        }
        JsonNode json = BoundedJson.parse(body);
        Log community = log(log);
        Organisation organisation = stewardship.introduced(community, json.path("organisation"));
        byte[] signature = signature(json.path("signature").asText(""));
        if (!organisation.key().key().verify(Joining.message(community.origin(), id, organisation), signature)) {
            throw Refusal.of("signature-wrong", "/signature", "The request is not signed with the key that it names.")
                    .toException();
        }
        boolean member = stewardship.ask(community, id, secret(secret), organisation);
        return Response.status(member ? 200 : 202)
                .entity(JsonNodeFactory.instance
                        .objectNode()
                        .put("member", member)
                        .put("fingerprint", organisation.fingerprint())
                        .toString())
                .build();
    }

    private Log log(String name) {
        Optional<Log> log = logs.named(name).filter(stewardship::isHere);
        return log.orElseThrow(NotFoundException::new);
    }

    private static String secret(@Nullable String header) {
        return header == null || header.length() > SECRET_CHARS_MAX ? "" : header;
    }

    private static byte[] signature(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }
}
