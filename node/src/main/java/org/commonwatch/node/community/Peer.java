package org.commonwatch.node.community;

import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.membership.SignedRequests;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.outbound.OutboundFault;
import org.commonwatch.node.outbound.Reply;
import org.commonwatch.node.outbound.SecretHeader;
import org.commonwatch.node.spine.Identity;

/**
 * Another member's node as seen from here.
 *
 * @param name the member whose node it is: requests are signed for it and nobody else
 * @param base its address
 */
public record Peer(String name, URI base, Identity self, Outbound outbound, Clock clock) {
    /** For a head of an answer, or a small answer. */
    public static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /** For 32 MiB over a slow line, once the answer has begun. */
    static final Duration PAYLOAD_MAX = Duration.ofMinutes(5);

    /**
     * Until the answer begins, where others can be asked as well: a node that is cut off says nothing at all, and replay waits for
     * one of them.
     */
    static final Duration BEGIN_MAX = Duration.ofSeconds(3);

    /** @param path with a slash before it */
    public Reply get(String path, long bytesMax, Duration timeMax) throws OutboundFault, InterruptedException {
        return outbound.exchange(question("GET", path, "*/*", bytesMax, timeMax, timeMax), "GET", new byte[0]);
    }

    /** One payload or several. */
    Reply payload(String path, long bytesMax) throws OutboundFault, InterruptedException {
        return outbound.exchange(question("GET", path, "*/*", bytesMax, PAYLOAD_MAX, BEGIN_MAX), "GET", new byte[0]);
    }

    public Reply post(String path, byte[] body, String type, long bytesMax, Duration timeMax)
            throws OutboundFault, InterruptedException {
        return outbound.exchange(question("POST", path, type, bytesMax, timeMax, timeMax), "POST", body);
    }

    /** A stream of events. */
    InputStream events(String path) throws OutboundFault, InterruptedException {
        return outbound.stream(question("GET", path, "text/event-stream", 0, ANSWER_MAX, ANSWER_MAX));
    }

    private Outbound.Question question(
            String method, String path, String type, long bytesMax, Duration timeMax, Duration headMax) {
        String header = SignedRequests.header(self, name, method, path, clock.instant());
        Map<String, String> headers = method.equals("POST") ? Map.of("Content-Type", type) : Map.of("Accept", type);
        return new Outbound.Question(
                base, URI.create(base + path), Optional.of(authorization(header)), headers, bytesMax, timeMax, headMax);
    }

    private static SecretHeader authorization(String value) {
        try {
            return SecretHeader.parse("Authorization: " + value);
        } catch (Refused e) {
            throw new IllegalStateException("our own header does not read", e);
        }
    }

    @Override
    public String toString() {
        return name + " at " + base;
    }
}
