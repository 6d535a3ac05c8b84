package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.commonwatch.node.access.Secret;
import org.commonwatch.node.matching.HitNotice;

/** A message as JSON, and its signature; see docs/notify.md. */
final class WebhookBody {
    /** Raised when a field changes its meaning or goes; new fields may come at any time. */
    static final int VERSION = 1;

    private static final String MAC = "HmacSHA256";

    private WebhookBody() {}

    static byte[] of(Message message) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("version", VERSION)
                .put("delivery", message.delivery())
                .put("form", message.form().word())
                .put("channel", message.channel())
                .put("node", message.node())
                .put("made", message.made().toString())
                .put("tlp", message.marking().word());
        ArrayNode hits = json.putArray("hits");
        message.hits().forEach(told -> hits.add(hit(told)));
        Message.Totals totals = message.totals();
        json.putObject("totals")
                .put("hits", totals.hits())
                .put("not_listed", message.notListed())
                .put("dropped", totals.beyond())
                .put("lines", totals.lines())
                .put("allowed", totals.allowed())
                .put("blocked", totals.blocked())
                .put("indicators", totals.values())
                .put("assets", totals.assets());
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode hit(Message.Told told) {
        HitNotice hit = told.notice();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("number", hit.number())
                .put("occasion", Noticed.word(told.occasion()))
                .put("indicator", hit.indicator())
                .put("title", hit.title())
                .put("kind", hit.kind())
                .put("value", hit.value())
                .put("standing", hit.standing())
                .put("state", hit.state());
        hit.confidence().ifPresent(confidence -> json.put("confidence", confidence));
        hit.saidBy().ifPresent(source -> json.put("said_by", source));
        json.put("source", hit.source())
                .put("asset_kind", hit.assetKind())
                .put("asset", hit.asset())
                .put("day", hit.day().toString())
                .put("lines", hit.lines())
                .put("allowed", hit.allowed())
                .put("blocked", hit.blocked())
                .put("first_seen", hit.first().toString())
                .put("last_seen", hit.last().toString())
                .put("tlp", hit.marking().word())
                .put("link", told.link());
        hit.line().ifPresent(line -> json.put("line", line));
        return json;
    }

    /** HMAC-SHA256 over the timestamp, a full stop and the body; hex. The time in it ends replays. */
    static String signature(Secret secret, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), MAC));
            mac.update((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every platform has " + MAC, e);
        }
    }
}
