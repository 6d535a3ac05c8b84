package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.commonwatch.intake.export.BundleWriter;
import org.commonwatch.intake.export.CsvExport;
import org.commonwatch.intake.misp.MispExport;
import org.commonwatch.intake.misp.NativeExport;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.pattern.PatternValues;

/**
 * The latest version of every object this reader may have, as a file: STIX (the accepted bytes), MISP or CSV (with the
 * losses of {@code docs/formats/conversions.md}). Streams: memory is bounded by one page of objects.
 */
@ApplicationScoped
public class Export {
    private static final int PAGE_OBJECTS = 500;

    /** Objects that were never MISP go into events of this many. */
    private static final int NATIVE_EVENT_OBJECTS_MAX = 2_000;

    /** An id in several logs goes out once, as its latest version. */
    private static final String PAGE = """
            SELECT key FROM item
            WHERE key > ? AND state & 6 = 2 AND (? = '' OR type = ?) AND (key >> 52) IN (SELECT value FROM json_each(?))
              AND NOT EXISTS (SELECT 1 FROM item AS other
                WHERE other.hint = item.hint AND other.id = item.id AND other.state & 6 = 2
                  AND (other.key >> 52) IN (SELECT value FROM json_each(?))
                  AND (coalesce(other.modified, 0), other.key) > (coalesce(item.modified, 0), item.key))
            ORDER BY key LIMIT ?
            """;

    private final SqliteStore index;
    private final Items items;
    private final Objects objects;
    private final Batches batches;
    private final Logs logs;
    private final Clock clock;

    @Inject
    Export(@Index SqliteStore index, Items items, Objects objects, Batches batches, Logs logs, Clock clock) {
        this.index = index;
        this.items = items;
        this.objects = objects;
        this.batches = batches;
        this.logs = logs;
        this.clock = clock;
    }

    /**
     * @param type only objects of this STIX type; empty for all
     * @param log only this log; empty for all but the sample
     */
    public record Request(Gate gate, Optional<String> type, Optional<Log> log) {}

    public void stix(Request request, OutputStream out) throws IOException {
        try (BundleWriter bundle = new BundleWriter(out, UUID.randomUUID())) {
            each(request, object -> bundle.add(object.stix()));
        }
    }

    public void csv(Request request, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        CsvExport csv = new CsvExport(writer, new PatternValues());
        each(
                request,
                object -> csv.add(
                        object.stix(), batches.origin(object.item().key()).source()));
        writer.flush();
    }

    /** MISP events as they came, and everything else in events of our own. */
    public void misp(Request request, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.write("{\"response\":[");
        Events events = new Events(writer, request.gate());
        each(request, events::add);
        events.finish();
        writer.write("]}\n");
        writer.flush();
    }

    /** Takes one object; may fail as the stream behind it does. */
    @FunctionalInterface
    private interface Sink {
        void take(OpenObject object) throws IOException;
    }

    private void each(Request request, Sink sink) throws IOException {
        String type = request.type().orElse("");
        String from = logNumbers(request.log());
        long after = -1;
        List<Long> keys;
        do {
            long last = after;
            keys = index.read(db -> db.query(PAGE, row -> row.getLong(1), last, type, type, from, from, PAGE_OBJECTS));
            for (Item item : request.gate().openAll(items.at(keys))) {
                Optional<OpenObject> open = objects.open(item);
                if (open.isPresent()) {
                    sink.take(open.orElseThrow());
                }
            }
            after = keys.isEmpty() ? after : keys.getLast();
        } while (keys.size() == PAGE_OBJECTS);
    }

    private String logNumbers(Optional<Log> only) {
        return only
                .map(List::of)
                .orElseGet(() -> logs.all().stream()
                        .filter(log -> log.space() != Space.SAMPLE)
                        .toList())
                .stream()
                .map(Log::number)
                .toList()
                .toString();
    }

    /** MISP events under way. */
    private final class Events {
        private final Writer out;
        private final Gate gate;
        private final List<StixObject> others = new ArrayList<>();
        private String comma = "";

        Events(Writer out, Gate gate) {
            this.out = out;
            this.gate = gate;
        }

        void add(OpenObject object) throws IOException {
            if (MispExport.isEvent(object.stix())) {
                write(original(object.stix()));
            } else if (!MispExport.isCarrier(object.stix())) {
                others.add(object.stix());
                if (others.size() == NATIVE_EVENT_OBJECTS_MAX) {
                    writeOthers();
                }
            }
        }

        void finish() throws IOException {
            if (!others.isEmpty()) {
                writeOthers();
            }
        }

        private String original(StixObject report) throws IOException {
            try {
                return MispExport.event(report, id -> objects.latest(id, gate).map(OpenObject::stix))
                        .event()
                        .toString();
            } catch (Refused damaged) {
                throw new IOException("the MISP event " + report.id() + " no longer reads", damaged);
            }
        }

        private void writeOthers() throws IOException {
            write(NativeExport.event(
                            UUID.randomUUID().toString(),
                            "Commonwatch export",
                            clock.instant(),
                            others,
                            new PatternValues())
                    .event()
                    .toString());
            others.clear();
        }

        private void write(String event) throws IOException {
            out.write(comma + "{\"Event\":" + event + "}");
            comma = ",";
        }
    }
}
