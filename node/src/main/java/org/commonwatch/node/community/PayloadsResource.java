package org.commonwatch.node.community;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.council.Councils;
import org.commonwatch.node.council.Seat;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;

/**
 * Takes payloads from another node of a log's council, whose statements are about to ask for their places. Answered once they
 * are durable. Whether an entry comes of it is the council's to say; a payload without one is never shown.
 */
@Path("/ledger/{log}/payloads")
@Allow(Right.MEMBER)
public class PayloadsResource {
    private final Spine spine;
    private final Logs logs;
    private final Communities communities;
    private final Councils councils;
    private final Caller caller;

    @Inject
    PayloadsResource(Spine spine, Logs logs, Communities communities, Councils councils, Caller caller) {
        this.spine = spine;
        this.logs = logs;
        this.communities = communities;
        this.councils = councils;
        this.caller = caller;
    }

    @POST
    @Consumes(Parcel.MEDIA_TYPE)
    public Response keep(@PathParam("log") String name, byte[] body) throws Refused {
        Optional<Log> log = logs.named(name);
        String sender = caller.reader().name();
        boolean seated = log.isPresent()
                && councils.council(log.orElseThrow()).stream()
                        .map(Seat::member)
                        .anyMatch(sender::equals);
        if (!seated) {
            return Problem.of(
                            Response.Status.FORBIDDEN,
                            "council-only",
                            "Payloads are brought by nodes of the log's council.")
                    .response();
        }
        for (Parcel parcel : Parcel.parse(body)) {
            keep(log.orElseThrow(), parcel);
        }
        return Response.noContent().build();
    }

    private void keep(Log log, Parcel parcel) throws Refused {
        String author = parcel.envelope().statement().draft().author();
        boolean speaks = communities
                .member(log, author)
                .filter(member ->
                        parcel.envelope().verify(member.organisation().key().key()))
                .isPresent();
        if (!speaks) {
            throw Refusal.of("author", "/author", "A member has signed each statement whose payload is kept.")
                    .toException();
        }
        byte[] payload = parcel.payload()
                .orElseThrow(() -> Refusal.of("payload-missing", "", "A parcel here has a payload.")
                        .toException());
        spine.keep(log, parcel.envelope(), payload);
    }
}
