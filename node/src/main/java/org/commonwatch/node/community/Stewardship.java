package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.Address;
import org.commonwatch.node.membership.Charter;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Communities.Invitation;
import org.commonwatch.node.membership.Communities.Member;
import org.commonwatch.node.membership.Fingerprint;
import org.commonwatch.node.membership.KeyReason;
import org.commonwatch.node.membership.MembershipActs;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.LogKeys;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Submission;

/** What the founder of a community does: founds it, invites, admits whom it has identified, removes. */
@ApplicationScoped
class Stewardship {
    static final Duration VALID_DEFAULT = Duration.ofDays(7);
    static final Duration VALID_MAX = Duration.ofDays(90);

    /** Longer than the sequencer waits for cosigners that are up; an act that takes longer is answered as pending. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 16;

    private final Spine spine;
    private final Logs logs;
    private final Communities communities;
    private final Introductions introductions;
    private final Requests requests;
    private final Quorums quorums;
    private final Identity self;
    private final Address address;
    private final SecureRandom random;
    private final Clock clock;

    @Inject
    Stewardship(
            Spine spine,
            Logs logs,
            Communities communities,
            Introductions introductions,
            Requests requests,
            Quorums quorums,
            Identity self,
            Address address,
            SecureRandom random,
            Clock clock) {
        this.spine = spine;
        this.logs = logs;
        this.communities = communities;
        this.introductions = introductions;
        this.requests = requests;
        this.quorums = quorums;
        this.self = self;
        this.address = address;
        this.random = random;
        this.clock = clock;
    }

    /** Founds a community with a log of its own that this node orders. */
    Log found(String name, String title, String kind, Charter charter) throws Refused {
        if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
            throw Refusal.of(
                            "community-name",
                            "/name",
                            "A community's name is a small letter and up to 62 small letters, digits or '-'.",
                            name)
                    .toException();
        }
        if (logs.named(name).isPresent() || name.equals(Logs.SAMPLE)) {
            throw Refusal.of("community-exists", "/name", "This node has a log of this name; choose another.", name)
                    .toException();
        }
        Organisation founder = introductions.of(title, kind);
        Log log = spine.add(name, Space.COMMUNITY);
        await(MembershipActs.create(spine, log, name, charter, founder));
        return log;
    }

    /** @param fingerprint of the key that is expected; its owner is then admitted as soon as it shows the invitation */
    InvitationFile invite(Log log, Duration valid, Optional<String> fingerprint) throws Refused {
        steward(log);
        if (valid.isNegative() || valid.isZero() || valid.compareTo(VALID_MAX) > 0) {
            throw Refusal.of("invitation-expiry", "/expires", "An invitation is valid for at most 90 days.")
                    .toException();
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String name = HexFormat.of().formatHex(id);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Instant expires = clock.instant().plus(valid).truncatedTo(ChronoUnit.SECONDS);
        if (fingerprint.isPresent()) {
            requests.expect(log, name, fingerprint.orElseThrow());
        }
        InvitationFile file = file(log, name, expires);
        requests.gave(log, name, Joining.text(file));
        await(MembershipActs.invite(spine, log, name, digest(text), expires));
        return file.withSecret(text);
    }

    void revoke(Log log, String invitation) throws Refused {
        steward(log);
        await(MembershipActs.revoke(spine, log, invitation));
        requests.forget(log, invitation);
    }

    /**
     * The invitation without its secret, for whoever shows the secret. As it was when it was given, since a link carries its
     * digest: the policy in it may be older than the community's, and the log says how it changed.
     */
    InvitationFile document(Log log, String id, String secret) throws Refused {
        Invitation invitation = shown(log, id, secret);
        Optional<String> given = requests.given(log, id);
        return given.isPresent() ? Joining.parse(given.orElseThrow()) : file(log, id, invitation.expires());
    }

    /**
     * Somebody shows an invitation.
     *
     * @return whether it is a member now; otherwise the steward has still to compare the fingerprint
     */
    boolean ask(Log log, String id, String secret, Organisation organisation) throws Refused {
        Optional<Organisation> member =
                communities.member(log, organisation.name()).map(Member::organisation);
        if (member.filter(one -> one.key().equals(organisation.key())).isPresent()) {
            return true;
        }
        Invitation invitation = shown(log, id, secret);
        if (!invitation.expires().isAfter(clock.instant())) {
            throw Refusal.of("invitation-expired", "", "The invitation has expired.")
                    .toException();
        }
        requests.note(log, id, organisation, clock.instant());
        Optional<String> expected = requests.expected(log, id);
        if (member.isEmpty()
                && expected.filter(print -> Fingerprint.matches(
                                print, organisation.key().key().id()))
                        .isPresent()) {
            admit(log, id);
            return true;
        }
        return false;
    }

    /**
     * Who introduces itself: somebody new, whose name is that of its first key, or a member by name, who has lost its keys and
     * brings new ones.
     */
    Organisation introduced(Log log, JsonNode body) throws Refused {
        Organisation named = Organisation.ofMember(body);
        return communities.member(log, named.name()).isPresent() ? named : Organisation.read(body);
    }

    private Organisation waiting(Log log, String invitation) throws Refused {
        steward(log);
        return requests.of(log, invitation)
                .orElseThrow(() -> Refusal.of("request-unknown", "", "Nobody waits under this id.", invitation)
                        .toException());
    }

    /**
     * Gives a member the new keys with which somebody has shown an invitation in its name. The steward has made sure over
     * another channel that it is this member, and compared the fingerprint.
     */
    Organisation rekey(Log log, String invitation, KeyReason reason) throws Refused {
        Organisation asked = waiting(log, invitation);
        Organisation before = communities
                .member(log, asked.name())
                .map(Member::organisation)
                .orElseThrow(() -> Refusal.of(
                                "member-unknown", "", "Who waits under this id is no member; see: community confirm")
                        .toException());
        // What the others know it by does not change with its keys.
        Organisation now = asked.named(before.title(), before.kind());
        await(MembershipActs.changeKeys(spine, log, now, reason));
        requests.forget(log, invitation);
        await(MembershipActs.revoke(spine, log, invitation));
        return now;
    }

    /** Admits who has shown an invitation; the steward has compared the fingerprint. */
    Organisation admit(Log log, String invitation) throws Refused {
        Organisation organisation = waiting(log, invitation);
        if (communities.member(log, organisation.name()).isPresent()) {
            throw Refusal.of(
                            "member-new-keys",
                            "",
                            "A member asks for new keys under this id. Make sure that it is this member, compare the"
                                    + " fingerprint, and use: community rekey",
                            organisation.name())
                    .toException();
        }
        await(MembershipActs.admit(spine, log, invitation, organisation));
        requests.forget(log, invitation);
        return organisation;
    }

    /** @param member its name, or what people call it when only one is called so */
    Organisation remove(Log log, String member, String reason) throws Refused {
        steward(log);
        List<Organisation> found = communities.members(log).stream()
                .map(Member::organisation)
                .filter(one -> one.name().equals(member) || one.title().equalsIgnoreCase(member))
                .toList();
        if (found.size() != 1) {
            throw Refusal.of("member-unknown", "", "No member, or more than one, is called so; use the name.", member)
                    .toException();
        }
        await(MembershipActs.remove(spine, log, found.getFirst().name(), reason));
        return found.getFirst();
    }

    private Invitation shown(Log log, String id, String secret) throws Refused {
        Invitation invitation = communities
                .invitation(log, id)
                .filter(known -> known.secret().equals(digest(secret)))
                .orElseThrow(() -> Refusal.of("invitation-unknown", "", "There is no such invitation.")
                        .toException());
        if (invitation.revoked()) {
            throw Refusal.of("invitation-revoked", "", "The invitation was revoked.")
                    .toException();
        }
        if (invitation.used()) {
            throw Refusal.of("invitation-used", "", "The invitation has admitted somebody already.")
                    .toException();
        }
        return invitation;
    }

    private InvitationFile file(Log log, String id, Instant expires) throws Refused {
        LogKeys keys = logs.keys(log);
        return new InvitationFile(
                log.name(),
                log.origin(),
                keys.checkpoint(),
                keys.time(),
                keys.founder(),
                quorums.policy(log).text(),
                List.of(URI.create(address.url())),
                logs.era(log).map(era -> era.joined(log.origin())),
                id,
                expires,
                "");
    }

    /** Whether this node is the steward's, whoever orders the log. */
    boolean isHere(Log log) {
        return communities
                .of(log)
                .filter(known -> known.steward().equals(self.name()))
                .isPresent();
    }

    private void steward(Log log) throws Refused {
        if (!isHere(log)) {
            throw Refusal.of("steward-only", "", "Only the steward's node does this; see: community status", log.name())
                    .toException();
        }
    }

    private static Digest digest(String secret) {
        return Digest.of(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static void await(Submission submission) throws Refused {
        if (!submission.await(PATIENCE)) {
            throw Refusal.of(
                            "pending",
                            "",
                            "The entry is in the log and waits for its quorum; `community status` says who is missing.")
                    .toException();
        }
    }
}
