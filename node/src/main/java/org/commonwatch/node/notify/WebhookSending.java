package org.commonwatch.node.notify;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.outbound.OutboundFault;

/** Posts signed JSON. Any 2xx is a yes; what the server says besides is not read. */
final class WebhookSending {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int WRONG = 400;
    private static final int BROKEN = 500;

    private final Outbound outbound;
    private final Clock clock;

    WebhookSending(Outbound outbound, Clock clock) {
        this.outbound = outbound;
        this.clock = clock;
    }

    void send(Target.Webhook to, Message message) throws SendFault, InterruptedException {
        byte[] body = WebhookBody.of(message);
        long timestamp = clock.instant().getEpochSecond();
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-Commonwatch-Timestamp", Long.toString(timestamp));
        headers.put("X-Commonwatch-Delivery", message.delivery());
        headers.put("X-Commonwatch-Signature", "sha256=" + WebhookBody.signature(to.secret(), timestamp, body));
        Outbound.Question question =
                new Outbound.Question(to.url(), to.url(), to.header(), headers, ANSWER_BYTES_MAX, ANSWER_MAX);
        try {
            judge(outbound.exchange(question, "POST", body).status());
        } catch (OutboundFault fault) {
            throw new SendFault(fault.code(), fault.sentence(), false, fault);
        }
    }

    private static void judge(int status) throws SendFault {
        if (status >= OK && status < REDIRECT) {
            return;
        }
        String code = status >= BROKEN ? "http-server-error" : status >= WRONG ? "http-refused" : "http-redirect";
        String sentence = "The server answered " + status
                + (status < WRONG ? "; a message follows no redirect, so give the address it leads to." : ".");
        // Time-outs, locks and too many requests may be better the next time; so may a login that is being repaired.
        boolean refused = switch (status) {
            case 400, 405, 406, 410, 411, 413, 414, 415, 422 -> true;
            default -> false;
        };
        throw new SendFault(code, sentence, refused, null);
    }
}
