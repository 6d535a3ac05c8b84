package org.commonwatch.node.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import org.commonwatch.node.Address;

/** Makes links for people to sign in with; whoever has the owner's token may. */
@Path("/api/v1/sign-in-links")
@Produces(MediaType.APPLICATION_JSON)
@Allow(Right.OWNER)
public class SignInLinkResource {
    private final Sessions sessions;
    private final Address address;
    private final Clock clock;

    @Inject
    SignInLinkResource(Sessions sessions, Address address, Clock clock) {
        this.sessions = sessions;
        this.address = address;
        this.clock = clock;
    }

    @POST
    public Response make() {
        String url = address.url() + "/sign-in?link=" + sessions.newLink().reveal();
        return Response.status(Response.Status.CREATED)
                .entity(JsonNodeFactory.instance
                        .objectNode()
                        .put("url", url)
                        .put(
                                "expires_at",
                                clock.instant().plus(Sessions.LINK_LIFE).toString()))
                .header("Cache-Control", "no-store")
                .build();
    }
}
