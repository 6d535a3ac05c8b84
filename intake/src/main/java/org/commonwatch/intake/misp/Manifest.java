package org.commonwatch.intake.misp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * The table of contents of a MISP feed, {@code manifest.json}: events by UUID, each at {@code UUID.json} beside it.
 *
 * @param events newest change first
 * @param refused entries that are no event, by their path
 */
public record Manifest(List<Entry> events, List<Refusal> refused) {
    /** Events of one feed; the largest public feed has a few thousand. */
    private static final int EVENTS_MAX = 100_000;

    /**
     * @param uuid of the event, in lower case
     * @param timestamp when it last changed; a fetcher asks again only for what is newer than it has
     */
    public record Entry(String uuid, String info, Optional<Instant> timestamp) {
        /** The file's name beside the manifest. */
        public String file() {
            return uuid + ".json";
        }
    }

    public Manifest {
        events = List.copyOf(events);
        refused = List.copyOf(refused);
    }

    /** @throws Refused when this is no manifest */
    public static Manifest parse(byte[] json) throws Refused {
        JsonNode root = BoundedJson.parse(json);
        if (!root.isObject() || root.has("Event") || root.has("response") || root.size() > EVENTS_MAX) {
            throw Refusal.of(
                            "misp-manifest",
                            "",
                            "A manifest is an object of at most " + EVENTS_MAX + " events by UUID.")
                    .toException();
        }
        List<Entry> events = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : root.properties()) {
            // The UUID becomes part of an address to fetch, so nothing else may pass.
            if (MispJson.isUuid(member.getKey()) && member.getValue().isObject()) {
                events.add(new Entry(
                        member.getKey().toLowerCase(Locale.ROOT),
                        MispJson.text(member.getValue(), "info").orElse(""),
                        MispJson.seconds(member.getValue(), "timestamp")));
            } else {
                String path = "/" + member.getKey().replace("~", "~0").replace("/", "~1");
                refused.add(Refusal.of("misp-manifest-entry", path, "An entry is an object under an event's UUID."));
            }
        }
        events.sort((a, b) ->
                b.timestamp().orElse(Instant.EPOCH).compareTo(a.timestamp().orElse(Instant.EPOCH)));
        return new Manifest(events, refused);
    }
}
