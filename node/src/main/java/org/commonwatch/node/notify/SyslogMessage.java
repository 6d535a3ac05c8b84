package org.commonwatch.node.notify;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.node.matching.HitNotice;

/**
 * A message as RFC 5424 has it: what programs read as structured data, and one sentence. A digest names its hits by their number
 * only: whoever collects syslog gives the channel a limit that fits a machine.
 */
final class SyslogMessage {
    /** RFC 5426 section 3.2: receivers should take 2,048 bytes, and more is cut by many networks. */
    static final int DATAGRAM_BYTES_MAX = 2_048;

    /** RFC 5425 section 4.3.1: receivers should take 8,192 bytes. */
    static final int STREAM_BYTES_MAX = 8_192;

    /** Without a number of our own from IANA we use the one that RFC 5612 has for examples; the name tells it apart. */
    private static final String DATA_ID = "commonwatch@32473";

    private static final int SEVERITY_WARNING = 4;
    private static final int SEVERITY_NOTICE = 5;
    private static final int SEVERITY_INFORMATIONAL = 6;
    private static final int SEVERITIES = 8;
    private static final int HOST_CHARS_MAX = 255;

    /** Longest value of a parameter in characters, from generous to what surely fits. */
    private static final int[] VALUE_CHARS_MAX = {1_000, 300, 100, 40};

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private SyslogMessage() {}

    /** @param bytesMax longer values are cut until it fits */
    static byte[] of(Message message, int facility, int bytesMax) {
        byte[] last = new byte[0];
        for (int charsMax : VALUE_CHARS_MAX) {
            last = text(message, facility, charsMax).getBytes(StandardCharsets.UTF_8);
            if (last.length <= bytesMax) {
                return last;
            }
        }
        throw new IllegalStateException("a syslog message has " + last.length + " bytes, but at most " + bytesMax);
    }

    private static String text(Message message, int facility, int charsMax) {
        StringBuilder text = new StringBuilder()
                .append('<')
                .append(facility * SEVERITIES + severity(message))
                .append(">1 ")
                .append(TIME.format(message.made()))
                .append(' ')
                .append(host(message.node()))
                .append(" commonwatch - ")
                .append(message.form().word())
                .append(" [")
                .append(DATA_ID);
        data(message)
                .forEach((name, value) -> text.append(' ')
                        .append(name)
                        .append("=\"")
                        .append(escaped(Plain.line(value, charsMax)))
                        .append('"'));
        return text.append("] ")
                .append(BYTE_ORDER_MARK)
                .append(Plain.line(Sentences.of(message), charsMax))
                .toString();
    }

    private static int severity(Message message) {
        if (message.form() == Form.TEST) {
            return SEVERITY_INFORMATIONAL;
        }
        Message.Totals totals = message.totals();
        return totals.allowed() + totals.unknown() > 0 ? SEVERITY_WARNING : SEVERITY_NOTICE;
    }

    private static String host(String node) {
        String host =
                Optional.ofNullable(URI.create(node).getHost()).orElse("-").replaceAll("[\\[\\]]", "");
        return host.length() > HOST_CHARS_MAX ? host.substring(0, HOST_CHARS_MAX) : host;
    }

    private static Map<String, String> data(Message message) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("delivery", message.delivery());
        data.put("channel", message.channel());
        data.put("tlp", message.marking().label());
        Message.Totals totals = message.totals();
        data.put("hits", Long.toString(totals.hits()));
        data.put("lines", Long.toString(totals.lines()));
        data.put("allowed", Long.toString(totals.allowed()));
        data.put("blocked", Long.toString(totals.blocked()));
        if (message.form() == Form.HIT) {
            message.hits().forEach(told -> data(told, data));
        } else {
            data.put("dropped", Long.toString(totals.beyond()));
            data.put("indicators", Long.toString(totals.values()));
            data.put("assets", Long.toString(totals.assets()));
            data.put("link", message.node() + "/hits");
        }
        return data;
    }

    private static void data(Message.Told told, Map<String, String> data) {
        HitNotice hit = told.notice();
        data.put("hit", Long.toString(hit.number()));
        data.put("occasion", Noticed.word(told.occasion()));
        data.put("indicator", hit.indicator());
        data.put("title", hit.title());
        data.put("kind", hit.kind());
        data.put("value", hit.value());
        data.put("standing", hit.standing());
        data.put("state", hit.state());
        hit.confidence().ifPresent(confidence -> data.put("confidence", confidence.toString()));
        hit.saidBy().ifPresent(source -> data.put("said_by", source));
        data.put("source", hit.source());
        data.put("asset_kind", hit.assetKind());
        data.put("asset", hit.asset());
        data.put("first_seen", hit.first().toString());
        data.put("last_seen", hit.last().toString());
        data.put("link", told.link());
        hit.line().ifPresent(line -> data.put("line", line));
    }

    /** RFC 5424 section 6.3.3. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
    }
}
