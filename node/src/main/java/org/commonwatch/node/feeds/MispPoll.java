package org.commonwatch.node.feeds;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.outbound.Answer;

/**
 * A MISP feed: {@code manifest.json} maps each event's UUID to its time stamp; an event lies beside it as {@code UUID.json}.
 * Events whose stamp is new are fetched, oldest stamp first, and stamped when they are on the ledger, so a poll that stops
 * in the middle goes on there. {@code hashes.csv} is not needed: the ledger knows what is on it.
 */
final class MispPoll implements Poll {
    static final Fetch.Bounds MANIFEST_BOUNDS = new Fetch.Bounds(64L * 1024 * 1024, Duration.ofMinutes(2));
    static final Fetch.Bounds EVENT_BOUNDS = new Fetch.Bounds(Limits.MISP_EVENT_BYTES_MAX, Duration.ofMinutes(2));

    /** Events of one feed; the largest public ones stay below 5,000. */
    static final int EVENTS_MAX = 200_000;

    private static final String ACCEPT = "application/json, */*;q=0.5";

    private final Fetch fetch;
    private final Landing landing;
    private final Withdrawal withdrawal;
    private final Members members;

    MispPoll(Fetch fetch, Landing landing, Withdrawal withdrawal, Members members) {
        this.fetch = fetch;
        this.landing = landing;
        this.withdrawal = withdrawal;
        this.members = members;
    }

    @Override
    public Result run(Feed feed, String batch) throws PollFault, IOException, InterruptedException {
        Cursor cursor = feed.cursor();
        try (Answer answer =
                fetch.any(feed, file(feed.url(), "manifest"), Fetch.conditions(cursor, ACCEPT), MANIFEST_BOUNDS)) {
            if (fetch.unchanged(answer, cursor)) {
                return Result.nothing(cursor);
            }
            Map<String, String> manifest = manifest(answer);
            Events events = new Events(feed, batch);
            events.fetch(manifest);
            events.forget(manifest);
            events.complain();
            return new Result(Fetch.read(cursor, answer), events.put, events.withdrawn, events.refused);
        }
    }

    /** A file of the feed; the address may name the folder or the manifest, and a query goes along. */
    static URI file(URI feed, String name) {
        String text = feed.toString();
        int query = text.indexOf('?');
        String path = query < 0 ? text : text.substring(0, query);
        String folder = path.endsWith("/manifest.json") ? path.substring(0, path.lastIndexOf('/')) : path;
        String slash = folder.endsWith("/") ? "" : "/";
        return URI.create(folder + slash + name + ".json" + (query < 0 ? "" : text.substring(query)));
    }

    private static Map<String, String> manifest(Answer answer) throws PollFault, IOException {
        Map<String, String> stamps = new LinkedHashMap<>();
        try (InputStream body = BoundedGzip.open(answer.open());
                JsonParser parser = BoundedJson.factory().createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new PollFault("manifest", "A manifest is a JSON object of events by UUID.");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String uuid = parser.currentName().toLowerCase(Locale.ROOT);
                parser.nextToken();
                JsonNode entry = BoundedJson.readValue(parser);
                if (!uuid.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
                    throw new PollFault("manifest", "The manifest names an event by something that is no UUID.");
                }
                stamps.put(uuid, entry.path("timestamp").asText());
                if (stamps.size() > EVENTS_MAX) {
                    throw new PollFault("manifest", "The manifest names more than " + EVENTS_MAX + " events.");
                }
            }
            return stamps;
        } catch (JsonProcessingException e) {
            throw new PollFault(BoundedJson.malformed(e), Optional.empty());
        } catch (Refused e) {
            throw new PollFault(e.refusal(), Optional.empty());
        }
    }

    /** The events of one poll. */
    private final class Events {
        private final Feed feed;
        private final String batch;
        private final Map<String, String> taken;
        private final List<String> failed = new ArrayList<>();
        private long put;
        private long withdrawn;
        private long refused;

        Events(Feed feed, String batch) {
            this.feed = feed;
            this.batch = batch;
            this.taken = members.stamps(feed);
        }

        void fetch(Map<String, String> manifest) throws PollFault, IOException, InterruptedException {
            List<Map.Entry<String, String>> fresh = manifest.entrySet().stream()
                    .filter(event -> !event.getValue().equals(taken.get(event.getKey())))
                    .sorted(Comparator.comparingLong((Map.Entry<String, String> event) -> stampOrder(event.getValue()))
                            .thenComparing(Map.Entry::getKey))
                    .toList();
            for (Map.Entry<String, String> event : fresh) {
                fetch(event.getKey(), event.getValue());
            }
        }

        private void fetch(String uuid, String stamp) throws PollFault, IOException, InterruptedException {
            try (Answer answer =
                    MispPoll.this.fetch.any(feed, file(feed.url(), uuid), Map.of("Accept", ACCEPT), EVENT_BOUNDS)) {
                if (answer.status() == 404 || answer.status() == 410) {
                    // Feeds are written file by file: the manifest may be ahead. The others need not wait.
                    failed.add(uuid + " is not there");
                    return;
                }
                MispPoll.this.fetch.require(answer);
                land(answer, uuid, stamp);
            }
        }

        private void land(Answer answer, String uuid, String stamp) throws PollFault, IOException {
            Landing.Request request = new Landing.Request(feed, uuid, batch);
            Landing.Report report;
            try (InputStream body = answer.open()) {
                report = landing.run(body, request);
            }
            put += report.put();
            refused += report.refused();
            if (!report.complete() || report.put() + report.unchanged() == 0) {
                failed.add(uuid + " could not be read"
                        + report.firstRefusal().map(refusal -> " " + refusal).orElse(""));
                return;
            }
            withdrawn += withdrawal.sweep(request, report.present());
            members.stamp(feed, uuid, stamp);
        }

        /** What the manifest no longer names has vanished. */
        void forget(Map<String, String> manifest) throws PollFault {
            if (manifest.isEmpty() && !taken.isEmpty()) {
                throw new PollFault(
                        "manifest", "The manifest is empty; what is known stays until it names events again.");
            }
            for (String uuid : taken.keySet()) {
                if (!manifest.containsKey(uuid)) {
                    withdrawn += withdrawal.sweep(new Landing.Request(feed, uuid, batch), new Present());
                    members.forgetStamp(feed, uuid);
                }
            }
        }

        void complain() throws PollFault {
            if (!failed.isEmpty()) {
                throw new PollFault(
                        "events-failed", failed.size() + " events were left for the next poll: " + failed.getFirst());
            }
        }

        private static long stampOrder(String stamp) {
            return stamp.matches("[0-9]{1,18}") ? Long.parseLong(stamp) : Long.MAX_VALUE;
        }
    }
}
