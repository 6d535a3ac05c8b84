package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.membership.Charter;
import org.commonwatch.node.membership.Fingerprint;
import org.commonwatch.node.membership.KeyReason;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Logs;
import org.jspecify.annotations.Nullable;

/** Communities over the JSON API, for this node's owner. */
@Path("/api/v1/communities")
@Allow(Right.OWNER)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class CommunitiesResource {
    private final Stewardship stewardship;
    private final Joining joining;
    private final Statuses statuses;
    private final Quorums quorums;
    private final Bundles bundles;
    private final Evidence evidence;
    private final Logs logs;
    private final Identity self;

    @Inject
    CommunitiesResource(
            Stewardship stewardship,
            Joining joining,
            Statuses statuses,
            Quorums quorums,
            Bundles bundles,
            Evidence evidence,
            Logs logs,
            Identity self) {
        this.stewardship = stewardship;
        this.joining = joining;
        this.statuses = statuses;
        this.quorums = quorums;
        this.bundles = bundles;
        this.evidence = evidence;
        this.logs = logs;
        this.self = self;
    }

    public record Listed(String self, String fingerprint, List<CommunityStatus> communities) {
        public Listed {
            communities = List.copyOf(communities);
        }
    }

    @GET
    public Listed list() {
        return new Listed(self.name(), Fingerprint.of(self.key().key().id()), statuses.all());
    }

    @GET
    @Path("{name}")
    public CommunityStatus one(@PathParam("name") String name) throws Refused {
        return statuses.of(logs.community(name));
    }

    /** @param policy C2SP tlog-policy text */
    public record PolicyText(String policy) {}

    @GET
    @Path("{name}/policy")
    public PolicyText policy(@PathParam("name") String name) throws Refused {
        return new PolicyText(quorums.policy(logs.community(name)).text());
    }

    public record Creation(
            @Nullable String name,
            @Nullable String organisation,
            @Nullable String kind,
            @Nullable String quorum) {}

    @POST
    public CommunityStatus create(Creation creation) throws Refused {
        String quorum = text(creation.quorum());
        Charter charter = quorum.isEmpty() ? Charter.DEFAULT : Charter.of(quorum);
        return statuses.of(stewardship.found(
                text(creation.name()), text(creation.organisation()), text(creation.kind()), charter));
    }

    /** @param validSeconds how long it is good for; a week when it is 0 */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Inviting(long validSeconds, @Nullable String fingerprint) {}

    /** @param file the invitation, to be given to the organisation as it is; holds the secret */
    public record Invitation(String id, String file, String link, String expires) {}

    @POST
    @Path("{name}/invitations")
    public Invitation invite(@PathParam("name") String name, Inviting inviting) throws Refused {
        Duration valid =
                inviting.validSeconds() == 0 ? Stewardship.VALID_DEFAULT : Duration.ofSeconds(inviting.validSeconds());
        InvitationFile file = stewardship.invite(
                logs.community(name),
                valid,
                Optional.ofNullable(inviting.fingerprint()).filter(print -> !print.isBlank()));
        return new Invitation(
                file.id(),
                Joining.text(file),
                Joining.link(file),
                file.expires().toString());
    }

    @DELETE
    @Path("{name}/invitations/{id}")
    public Map<String, String> revoke(@PathParam("name") String name, @PathParam("id") String id) throws Refused {
        stewardship.revoke(logs.community(name), id);
        return Map.of("revoked", id);
    }

    /** @param invitation the file's content or the link */
    public record JoinRequest(
            @Nullable String invitation,
            @Nullable String organisation,
            @Nullable String kind) {}

    public record JoinAnswer(String name, boolean member, String fingerprint, String steward) {}

    @POST
    @Path("joins")
    public JoinAnswer join(JoinRequest request) throws Refused {
        String given = text(request.invitation());
        InvitationFile file = Joining.isLink(given) ? joining.fetch(given) : Joining.parse(given);
        Joining.Joined joined = joining.join(file, text(request.organisation()), text(request.kind()));
        return new JoinAnswer(joined.log().name(), joined.member(), joined.fingerprint(), joined.steward());
    }

    public record Admitted(String name, String title) {}

    /** The steward has compared the fingerprint of whoever showed this invitation. */
    @POST
    @Path("{name}/requests/{id}/confirm")
    public Admitted confirm(@PathParam("name") String name, @PathParam("id") String id) throws Refused {
        Organisation admitted = stewardship.admit(logs.community(name), id);
        return new Admitted(admitted.name(), admitted.title());
    }

    /** @param reason {@code lost} or {@code compromised}; lost when absent */
    public record Rekeying(@Nullable String reason) {}

    /** The steward gives a member the new keys with which it has shown this invitation. */
    @POST
    @Path("{name}/requests/{id}/rekey")
    public Admitted rekey(@PathParam("name") String name, @PathParam("id") String id, Rekeying asked) throws Refused {
        String word = text(asked.reason());
        KeyReason reason = word.isEmpty()
                ? KeyReason.LOST
                : KeyReason.of(word)
                        .orElseThrow(() -> Refusal.of("keys-reason", "/reason", "Keys are lost or compromised.", word)
                                .toException());
        Organisation member = stewardship.rekey(logs.community(name), id, reason);
        return new Admitted(member.name(), member.title());
    }

    public record Removal(@Nullable String member, @Nullable String reason) {}

    @POST
    @Path("{name}/removals")
    public Admitted remove(@PathParam("name") String name, Removal removal) throws Refused {
        Organisation removed = stewardship.remove(logs.community(name), text(removal.member()), text(removal.reason()));
        return new Admitted(removed.name(), removed.title());
    }

    /** What can be proved against whoever orders the log; refused while there is nothing. */
    @GET
    @Path("{name}/evidence")
    @Produces(Evidence.MEDIA_TYPE)
    public byte[] evidence(@PathParam("name") String name) throws Refused {
        return evidence.of(logs.community(name));
    }

    /** The log from an entry on as one file. */
    @GET
    @Path("{name}/bundle")
    @Produces(Bundles.MEDIA_TYPE)
    public StreamingOutput export(@PathParam("name") String name, @QueryParam("since") long since) throws Refused {
        return bundles.export(logs.community(name), since);
    }

    public record Imported(long from, long size) {}

    /** Verified as if another node had served it. */
    @POST
    @Path("{name}/bundle")
    @Consumes(Bundles.MEDIA_TYPE)
    public Imported importBundle(@PathParam("name") String name, InputStream body) throws IOException, Refused {
        Bundles.Imported imported = bundles.take(logs.community(name), body);
        return new Imported(imported.from(), imported.size());
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given.strip();
    }
}
