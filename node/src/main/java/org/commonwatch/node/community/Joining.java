package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.outbound.OutboundFault;
import org.commonwatch.node.outbound.Reply;
import org.commonwatch.node.outbound.SecretHeader;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;

/**
 * Joins a community by an invitation: shows it to the steward's node and begins to follow the log. Nothing of this node but
 * what the organisation says of itself is sent.
 */
@ApplicationScoped
class Joining {
    private static final int ANSWER_BYTES_MAX = InvitationFile.BYTES_MAX;

    /** Address, name, id, secret, and the first half of the digest of what lies at the address. */
    private static final Pattern LINK = Pattern.compile(
            "(https?://[^/#?\\s]{1,260})/ledger/([a-z][a-z0-9-]{0,62})/invitations/([0-9a-f]{32})#([A-Za-z0-9_-]{43})\\.([0-9a-f]{32})");

    private final Spine spine;
    private final Logs logs;
    private final Identity self;
    private final Outbound outbound;
    private final Introductions introductions;
    private final Clock clock;

    @Inject
    Joining(Spine spine, Logs logs, Identity self, Outbound outbound, Introductions introductions, Clock clock) {
        this.spine = spine;
        this.logs = logs;
        this.self = self;
        this.outbound = outbound;
        this.introductions = introductions;
        this.clock = clock;
    }

    /** @param member whether the steward has admitted this organisation already */
    record Joined(Log log, boolean member, String fingerprint, String steward) {}

    /** The link that says the same as the file. */
    static String link(InvitationFile file) {
        return file.contacts().getFirst() + path(file) + "#" + file.secret() + "." + digest(file);
    }

    /** Whether somebody has given a link instead of a file. */
    static boolean isLink(String text) {
        return LINK.matcher(text.strip()).matches();
    }

    /** Fetches what a link leads to; the digest in the link tells whether it is what was meant. */
    InvitationFile fetch(String link) throws Refused {
        Matcher parts = LINK.matcher(link.strip());
        if (!parts.matches()) {
            throw Refusal.of("invitation-malformed", "", "This is no link of an invitation.")
                    .toException();
        }
        URI base = Organisation.url(parts.group(1));
        Reply reply = exchange(
                base, "/ledger/" + parts.group(2) + "/invitations/" + parts.group(3), parts.group(4), new byte[0]);
        InvitationFile file = InvitationFile.parse(accepted(reply));
        if (!digest(file).equals(parts.group(5))) {
            throw Refusal.of("invitation-other", "", "What lies at the address is not the invitation of this link.")
                    .toException();
        }
        return file.withSecret(parts.group(4));
    }

    Joined join(InvitationFile file, String title, String kind) throws Refused {
        if (!file.expires().isAfter(clock.instant())) {
            throw Refusal.of("invitation-expired", "", "The invitation has expired.")
                    .toException();
        }
        Optional<Log> known = logs.named(file.name());
        if (known.filter(log -> !log.origin().equals(file.origin())).isPresent()) {
            throw Refusal.of("community-exists", "", "This node has another log of this name.", file.name())
                    .toException();
        }
        Organisation organisation = introductions.of(title, kind);
        boolean member = ask(file, organisation);
        Log log = known.orElseGet(() -> spine.follow(
                file.name(),
                file.origin(),
                file.checkpointKey().text(),
                file.timeKey().text(),
                file.steward().text(),
                file.follows(),
                file.era()));
        return new Joined(
                log,
                member,
                organisation.fingerprint(),
                file.era().map(Era::orders).orElse(file.steward().name()));
    }

    private boolean ask(InvitationFile file, Organisation organisation) throws Refused {
        byte[] signature = self.sign(message(file.origin(), file.id(), organisation));
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("signature", Base64.getEncoder().encodeToString(signature));
        body.set("organisation", organisation.body());
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        Refused last = Refusal.of("no-answer", "", "No address of the invitation answers.")
                .toException();
        for (URI contact : file.contacts()) {
            try {
                return BoundedJson.parse(accepted(exchange(contact, path(file), file.secret(), bytes)))
                        .path("member")
                        .asBoolean();
            } catch (Refused refused) {
                last = refused;
            }
        }
        throw last;
    }

    private Reply exchange(URI base, String path, String secret, byte[] body) throws Refused {
        try {
            Map<String, String> headers = body.length == 0 ? Map.of() : Map.of("Content-Type", "application/json");
            return outbound.exchange(
                    new Outbound.Question(
                            base,
                            URI.create(base + path),
                            Optional.of(SecretHeader.of(InvitationsResource.SECRET_HEADER, secret)),
                            headers,
                            ANSWER_BYTES_MAX,
                            Peer.ANSWER_MAX),
                    body.length == 0 ? "GET" : "POST",
                    body);
        } catch (OutboundFault fault) {
            throw Refusal.of(fault.code(), "", fault.sentence()).toException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of("no-answer", "", "The node was stopped while it asked.")
                    .toException();
        }
    }

    private static byte[] accepted(Reply reply) throws Refused {
        if (reply.status() == 200 || reply.status() == 202) {
            return reply.body();
        }
        JsonNode problem = BoundedJson.parse(reply.body());
        throw Refusal.of(
                        problem.path("code").asText("status-" + reply.status()),
                        "",
                        "The steward's node says: " + problem.path("detail").asText("no"))
                .toException();
    }

    /** What a node signs to show that the key it names is its own. */
    static byte[] message(String origin, String invitation, Organisation organisation) {
        return String.join(
                        "\n",
                        "commonwatch admission request v1",
                        origin,
                        invitation,
                        organisation.body().toString())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String path(InvitationFile file) {
        return "/ledger/" + file.name() + "/invitations/" + file.id();
    }

    private static String digest(InvitationFile file) {
        return Digest.of(file.withSecret("").toBytes()).hex().substring(0, 32);
    }

    /** Lines that a person can paste. */
    static String text(InvitationFile file) {
        return new String(file.toBytes(), StandardCharsets.UTF_8);
    }

    static InvitationFile parse(String text) throws Refused {
        return InvitationFile.parse(text.strip().getBytes(StandardCharsets.UTF_8));
    }
}
