package org.commonwatch.node.membership;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.jspecify.annotations.Nullable;

/**
 * Requests from one member's node to another's. The header says who asks whom and when, signed with the asking node's key
 * over method and address as well:
 *
 * <pre>Authorization: Commonwatch-Member from=org-..., to=org-..., time=MILLIS, signature=BASE64</pre>
 *
 * <p>While the asking node changes its key, {@code , older=BASE64} follows: the same signed with the key before, since who is
 * asked may not have heard of the change, or the asking node may not have heard that it counts.
 *
 * <p>No secret is exchanged or kept, and whoever reads a request can repeat that one question to that one node for a few
 * minutes and no more. The body is not covered: what members send is signed by itself.
 */
@Singleton
public class SignedRequests {
    /** How far the clocks of two nodes may be apart. */
    static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(5);

    private static final String SCHEME = "Commonwatch-Member ";
    private static final Pattern FORM = Pattern.compile(
            SCHEME
                    + "from=(org-[0-9a-f]{16}), to=(org-[0-9a-f]{16}), time=([0-9]{1,15}), signature=([A-Za-z0-9+/]{86}==)(?:, older=([A-Za-z0-9+/]{86}==))?");

    private final Identity self;
    private final Logs logs;
    private final Communities communities;
    private final Clock clock;

    @Inject
    SignedRequests(Identity self, Logs logs, Communities communities, Clock clock) {
        this.self = self;
        this.logs = logs;
        this.communities = communities;
        this.clock = clock;
    }

    /** Whether a header is meant to be such a one. */
    public static boolean signs(@Nullable String header) {
        return header != null && header.startsWith(SCHEME);
    }

    /** The header of a request of this node. */
    public static String header(Identity self, String to, String method, String path, Instant now) {
        long time = now.toEpochMilli();
        byte[] message = message(self.name(), to, method, path, time);
        return SCHEME + "from=" + self.name() + ", to=" + to + ", time=" + time + ", signature="
                + Base64.getEncoder().encodeToString(self.sign(message))
                + self.signOlder(message)
                        .map(older -> ", older=" + Base64.getEncoder().encodeToString(older))
                        .orElse("");
    }

    /**
     * The member who signed; empty when the header does not hold for this request, this node and this moment.
     *
     * @param cosigners whether a former member counts that the policy in force still asks for a cosignature
     */
    public Optional<String> member(String log, String method, String path, String header, boolean cosigners) {
        Matcher form = FORM.matcher(header);
        if (!form.matches() || !form.group(2).equals(self.name())) {
            return Optional.empty();
        }
        long time = Long.parseLong(form.group(3));
        if (Math.abs(time - clock.instant().toEpochMilli()) > CLOCKS_APART_MAX.toMillis()) {
            return Optional.empty();
        }
        byte[] message = message(form.group(1), self.name(), method, path, time);
        byte[] signature = Base64.getDecoder().decode(form.group(4));
        Optional<byte[]> older = Optional.ofNullable(form.group(5))
                .map(text -> Base64.getDecoder().decode(text));
        return standing(log, form.group(1), cosigners)
                .filter(member -> {
                    VerifyingKey key = member.organisation().key().key();
                    return key.verify(message, signature)
                            || older.filter(one -> key.verify(message, one)).isPresent();
                })
                .map(member -> member.organisation().name());
    }

    /** Whether this is a member, or a former one that counts as {@link #member} says. */
    public boolean stands(String log, String name, boolean cosigners) {
        return standing(log, name, cosigners).isPresent();
    }

    private Optional<Communities.Member> standing(String log, String name, boolean cosigners) {
        Optional<Log> known = logs.named(log);
        return known.flatMap(community -> communities
                .member(community, name)
                .or(() -> cosigners ? communities.leavingCosigner(community, name) : Optional.empty()));
    }

    private static byte[] message(String from, String to, String method, String path, long time) {
        return String.join("\n", "commonwatch member request v1", from, to, method, path, Long.toString(time))
                .getBytes(StandardCharsets.UTF_8);
    }
}
