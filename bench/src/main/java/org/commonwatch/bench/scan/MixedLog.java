package org.commonwatch.bench.scan;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes a log as a monitored network would, and beside it the truth: which rows of an indicator file stand where, and what
 * merely looks like one. Same seed, same bytes. Times go forward from one fixed moment.
 *
 * <p>A truth file has a line {@code hit|near TAB line TAB offset TAB kind TAB indicator TAB token} for each injection, in order of offset.
 */
final class MixedLog {
    private static final int BUFFER_BYTES = 1 << 20;

    /** More than any line takes. */
    private static final int LINE_BYTES_MAX = 16 << 10;

    private static final long START_SECONDS = 1_795_600_000L;

    private final SplittableRandom random;
    private final FieldBytes fields;
    private final List<LineTemplate> templates = LogFormats.templates();
    private final Map<Slot, List<LineTemplate>> withSlot = new EnumMap<>(Slot.class);
    private final byte[] buffer = new byte[BUFFER_BYTES + LINE_BYTES_MAX];
    private int filled;
    private long flushed;
    private long line = 1;

    MixedLog(long seed, Vocabulary vocabulary) {
        this.random = new SplittableRandom(seed);
        this.fields = new FieldBytes(random, vocabulary, START_SECONDS);
        for (Slot slot : Slot.values()) {
            withSlot.put(slot, templates.stream().filter(it -> it.has(slot)).toList());
        }
    }

    /**
     * Writes at least {@code bytes}, ending with a whole line.
     *
     * @param hits how many injections that must be found, evenly spread; as many near misses are put between them
     */
    void write(long bytes, int hits, Injections injections, Path log, Path truth) throws IOException {
        List<Injection> plan = plan(hits, injections);
        try (OutputStream out = Files.newOutputStream(log);
                OutputStream rows = new BufferedOutputStream(Files.newOutputStream(truth), BUFFER_BYTES)) {
            int next = 0;
            while (flushed + filled < bytes || next < plan.size()) {
                long due = bytes / (plan.size() + 1) * (next + 1);
                if (next < plan.size() && flushed + filled >= due) {
                    inject(plan.get(next), rows);
                    next++;
                } else {
                    LineTemplate template = templates.get(random.nextInt(templates.size()));
                    for (int i = 0; i < template.fields().size(); i++) {
                        put(template.literals().get(i));
                        filled = fields.put(template.fields().get(i), buffer, filled);
                    }
                    put(template.literals().getLast());
                }
                line++;
                if (filled >= BUFFER_BYTES) {
                    flush(out);
                }
            }
            flush(out);
        }
    }

    private static List<Injection> plan(int hits, Injections injections) {
        List<Injection> found = injections.hits();
        List<Injection> near = injections.nearMisses();
        List<Injection> plan = new ArrayList<>(2 * hits);
        for (int i = 0; i < hits; i++) {
            plan.add(found.get(i % found.size()));
            plan.add(near.get(i % near.size()));
        }
        return plan;
    }

    private void inject(Injection injection, OutputStream rows) throws IOException {
        List<LineTemplate> fitting = withSlot.getOrDefault(injection.slot(), List.of());
        LineTemplate template = fitting.get(random.nextInt(fitting.size()));
        boolean pending = true;
        for (int i = 0; i < template.fields().size(); i++) {
            put(template.literals().get(i));
            Field field = template.fields().get(i);
            if (pending && field.slot() == injection.slot()) {
                put(bytes(injection.before()));
                record(injection, rows);
                put(bytes(injection.token() + injection.after()));
                pending = false;
            } else {
                filled = fields.put(field, buffer, filled);
            }
        }
        put(template.literals().getLast());
    }

    /** The token is about to be put. */
    private void record(Injection injection, OutputStream rows) throws IOException {
        String outcome = injection.hit() ? "hit" : "near";
        long offset = flushed + filled;
        rows.write(bytes(outcome + "\t" + line + "\t" + offset + "\t"
                + injection.listed().line() + "\t" + injection.token() + "\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, buffer, filled, bytes.length);
        filled += bytes.length;
    }

    private void flush(OutputStream out) throws IOException {
        out.write(buffer, 0, filled);
        flushed += filled;
        filled = 0;
    }
}
