package org.commonwatch.stix;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Streams STIX objects out of a bundle, a TAXII envelope, a single object, a JSON array of objects, or objects that follow
 * one another (one a line or not). UTF-8, with or without byte order mark; gzip is unpacked.
 *
 * <p>Each object is handed over with the exact bytes it came as. A bad object is reported with its path and reason and its
 * neighbours are kept; where the JSON itself breaks, reading stops, what came before is kept, and a last refusal says where.
 * Memory is bounded by one object ({@link Limits#OBJECT_BYTES_MAX}), whatever the size of the input. Input never causes an
 * exception: {@link IOException} means that the source failed.
 *
 * <p>Objects of STIX 2.0 come as they are; {@link Lift#before} turns them into 2.1 on the way.
 */
public final class BundleReader {
    /** What the reader found at one place of the input, counted from 0. */
    public sealed interface Item {
        int position();
    }

    /** An object whose JSON, type and id are well formed. */
    public record Accepted(int position, StixObject object) implements Item {}

    /**
     * Something that is not kept.
     *
     * @param id the object's id, if it could still be read
     */
    public record Rejected(int position, Optional<String> id, Refusal refusal) implements Item {}

    /**
     * What was read in all.
     *
     * @param accepted objects handed over
     * @param rejected refusals met; only the first {@link Limits#REFUSALS_REPORTED_MAX} were handed over
     * @param complete false if reading stopped before the end of the input
     * @param envelope the strings and literals that stood beside {@code objects}, such as the bundle's {@code id}, TAXII's
     *     {@code more} and {@code next}
     */
    public record Summary(int accepted, int rejected, boolean complete, Map<String, String> envelope) {
        public Summary {
            envelope = Map.copyOf(envelope);
        }
    }

    /** Stands in for an element that is no object and too long to be looked at. */
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private static final Set<String> ENVELOPE_MEMBERS = Set.of("type", "id", "spec_version", "more", "next", "objects");
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final JsonScanner scanner;
    private final Consumer<? super Item> sink;
    private final ParseAhead ahead;
    private final Map<String, String> envelope = new HashMap<>();
    private boolean otherMembers;
    private int position;
    private int accepted;
    private int rejected;
    private boolean stopped;

    private BundleReader(JsonScanner scanner, ParseAhead ahead, Consumer<? super Item> sink) {
        this.ahead = ahead;
        this.scanner = scanner;
        this.sink = sink;
    }

    /** Reads to the end of {@code in}, which stays open. What {@code sink} throws ends the reading. */
    public static Summary read(InputStream in, Consumer<? super Item> sink) throws IOException {
        PushbackInputStream source = new PushbackInputStream(in, 2);
        byte[] head = source.readNBytes(2);
        source.unread(head);
        JsonScanner.Source bytes = BoundedGzip.isGzip(head) ? new Unpacked(source) : source::read;
        return new BundleReader(JsonScanner.of(bytes), ParseAhead.none(), sink).run();
    }

    /** Reads from memory; {@code bytes} are not changed, and the objects hold copies of their parts. */
    public static Summary read(byte[] bytes, Consumer<? super Item> sink) {
        return read(bytes, ParseAhead.none(), sink);
    }

    /**
     * The same, with objects parsed on other threads while this one looks for the next. {@code sink} is still called in
     * order, by the caller's thread; {@code helpers} may run what they are given late or never.
     */
    public static Summary read(byte[] bytes, Executor helpers, Consumer<? super Item> sink) {
        return read(bytes, ParseAhead.with(helpers), sink);
    }

    private static Summary read(byte[] bytes, ParseAhead ahead, Consumer<? super Item> sink) {
        try {
            return BoundedGzip.isGzip(bytes)
                    ? read(new ByteArrayInputStream(bytes), sink)
                    : new BundleReader(JsonScanner.of(bytes), ahead, sink).run();
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to be read", e);
        }
    }

    private Summary run() throws IOException {
        Optional<Refusal> fault = Optional.empty();
        try {
            checkEncoding();
            readDocuments();
        } catch (Refused e) {
            fault = Optional.of(e.refusal());
        }
        // What was found before reading stopped is kept, and a fault in it came first.
        Optional<Refusal> end = fault;
        try {
            handOver(0);
        } catch (Refused e) {
            end = Optional.of(e.refusal());
        }
        end.ifPresent(refusal -> reject(position, Optional.empty(), refusal));
        return new Summary(accepted, rejected, end.isEmpty(), envelope);
    }

    private void checkEncoding() throws IOException, Refused {
        byte[] head = scanner.head(4);
        for (int i = 0; i < head.length; i++) {
            int b = head[i] & 0xff;
            if (b == 0 || b >= 0xfe) {
                throw Refusal.of("json-not-utf8", "byte " + i, "This looks like UTF-16 or UTF-32; STIX comes as UTF-8.")
                        .toException();
            }
        }
        if (head.length >= 3 && Arrays.equals(head, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
            scanner.skipBytes(3);
        }
    }

    private void readDocuments() throws IOException, Refused {
        int first = scanner.peek();
        if (first == JsonScanner.END) {
            throw Refusal.of("json-empty", "", "There is nothing here; STIX was expected.")
                    .toException();
        }
        if (first == '[') {
            readElements("");
            if (scanner.peek() != JsonScanner.END) {
                throw Refusal.of("json-trailing", "byte " + scanner.offset(), "More follows after the array ended.")
                        .toException();
            }
            return;
        }
        for (int document = 1; first != JsonScanner.END; document++, first = scanner.peek()) {
            if (first != '{') {
                throw scanner.unexpected("an object", first);
            }
            readDocument(document);
        }
    }

    /**
     * Reads one top-level object. Its members decide what it is: a list {@code objects} makes it a bundle or an envelope, read
     * through element by element; without one it is a STIX object itself and kept whole.
     */
    private void readDocument(int document) throws IOException, Refused {
        long start = scanner.offset();
        boolean streamed = false;
        envelope.clear();
        otherMembers = false;
        scanner.keep(Limits.OBJECT_BYTES_MAX);
        scanner.expect('{');
        boolean more = scanner.peek() != '}';
        while (more) {
            String name = readName(streamed);
            scanner.expect(':');
            if (name.equals("objects") && scanner.peek() == '[' && mayBeEnvelope()) {
                if (streamed) {
                    throw Refusal.of("json-duplicate-key", "/objects", "The property stands twice in one object.")
                            .toException();
                }
                streamed = true;
                scanner.letGo();
                readElements("/objects");
            } else {
                readMember(name, streamed);
            }
            more = scanner.peek() == ',';
            if (more) {
                scanner.expect(',');
            }
        }
        scanner.expect('}');
        if (streamed || isEmptyEnvelope()) {
            scanner.letGo();
            checkEnvelope();
        } else {
            envelope.clear();
            Optional<byte[]> bytes = scanner.since(start);
            scanner.letGo();
            boolean alone = document == 1 && scanner.peek() == JsonScanner.END;
            readObject(bytes, alone ? "" : "/" + position, start);
        }
    }

    private boolean mayBeEnvelope() {
        String type = envelope.get("type");
        return type == null || type.equals("bundle");
    }

    /** An empty bundle or TAXII envelope has no list at all (STIX 2.1 section 8, TAXII 2.1 section 3.7). */
    private boolean isEmptyEnvelope() {
        String type = envelope.get("type");
        return type == null ? !envelope.containsKey("id") && !otherMembers : type.equals("bundle");
    }

    private void checkEnvelope() throws Refused {
        if (!mayBeEnvelope()) {
            String type = envelope.getOrDefault("type", "");
            throw Refusal.of("stix-bundle-type", "/type", "A list of objects stands in a bundle.", type)
                    .toException();
        }
        if (envelope.containsKey("objects")) {
            throw Refusal.of("stix-bundle-objects", "/objects", "The objects of a bundle are a list.")
                    .toException();
        }
    }

    private String readName(boolean streamed) throws IOException, Refused {
        int quote = scanner.peek();
        if (quote != '"') {
            throw scanner.unexpected("a property name", quote);
        }
        long start = scanner.offset();
        Optional<byte[]> name = takeSmall(streamed);
        if (name.isEmpty()) {
            throw Refusal.of("json-name-too-long", "byte " + start, "A property name is longer than allowed.")
                    .toException();
        }
        return textOf(name.get(), start);
    }

    /** Notes a small member that says what the document is; the others only stay within the object's own bytes. */
    private void readMember(String name, boolean streamed) throws IOException, Refused {
        int first = scanner.peek();
        long start = scanner.offset();
        Optional<byte[]> value = takeSmall(streamed);
        if (!ENVELOPE_MEMBERS.contains(name)) {
            otherMembers = true;
            return;
        }
        boolean scalar = first != '{' && first != '[';
        String text = scalar && value.isPresent() ? textOf(value.get(), start) : "";
        if (envelope.put(name, text) != null && streamed) {
            throw Refusal.of("json-duplicate-key", "/" + name, "The property stands twice in one object.")
                    .toException();
        }
    }

    /** Steps over a value and gives its bytes, without disturbing that a whole object is being kept around it. */
    private Optional<byte[]> takeSmall(boolean streamed) throws IOException, Refused {
        if (streamed || !scanner.isKeeping()) {
            scanner.keep(Limits.ENVELOPE_BYTES_MAX);
        }
        long start = scanner.offset();
        scanner.skipValue();
        return scanner.offset() - start > Limits.ENVELOPE_BYTES_MAX ? Optional.empty() : scanner.since(start);
    }

    private static String textOf(byte[] scalar, long start) throws Refused {
        try {
            return BoundedJson.parse(scalar).asText();
        } catch (Refused e) {
            throw new Refusal(e.refusal().code(), "byte " + start, e.refusal().message(), "").toException();
        }
    }

    private void readElements(String prefix) throws IOException, Refused {
        scanner.expect('[');
        boolean more = scanner.peek() != ']';
        for (int index = 0; more; index++) {
            boolean object = scanner.peek() == '{';
            long start = scanner.offset();
            Optional<byte[]> bytes = scanner.take(object ? Limits.OBJECT_BYTES_MAX : Limits.ENVELOPE_BYTES_MAX);
            readObject(object ? bytes : Optional.of(bytes.orElse(NULL)), prefix + "/" + index, start);
            more = scanner.peek() == ',';
            if (more) {
                scanner.expect(',');
            }
        }
        scanner.expect(']');
    }

    private void readObject(Optional<byte[]> bytes, String path, long start) throws Refused {
        ahead.add(new ParseAhead.Pending(position, path, start, bytes));
        position++;
        handOver(ahead.window());
    }

    /** Gives objects to the sink, oldest first, until at most {@code left} wait. */
    private void handOver(int left) throws Refused {
        while (ahead.waiting() > left) {
            handOver(ahead.next());
        }
    }

    private void handOver(ParseAhead.Pending pending) throws Refused {
        if (stopped) {
            return;
        }
        if (pending.bytes().isEmpty()) {
            String message = "An object has at most " + Limits.OBJECT_BYTES_MAX + " bytes.";
            reject(pending.position(), Optional.empty(), Refusal.of("stix-object-too-big", pending.path(), message));
            return;
        }
        try {
            sink.accept(new Accepted(pending.position(), pending.parsed()));
            accepted++;
        } catch (Refused e) {
            Refusal refusal = e.refusal();
            Refusal placed = placed(refusal, pending.path(), pending.start());
            if (refusal.code().equals("json-malformed")) {
                // Once the grammar is broken, what looks like the next object may be part of this one's text.
                stopped = true;
                position = pending.position();
                throw placed.toException();
            }
            reject(pending.position(), StixObject.idOfRefused(pending.bytes().get()), placed);
        }
    }

    /** The refusal of one object as seen from the whole input; a place in its text is told together with its first byte. */
    private static Refusal placed(Refusal refusal, String path, long start) {
        if (refusal.path().isEmpty() || refusal.path().startsWith("/")) {
            return refusal.under(path);
        }
        String where = path + " (" + refusal.path() + " of the object that begins at byte " + start + ")";
        return new Refusal(refusal.code(), where, refusal.message(), refusal.value());
    }

    private void reject(int at, Optional<String> id, Refusal refusal) {
        if (rejected < Limits.REFUSALS_REPORTED_MAX) {
            sink.accept(new Rejected(at, id, refusal));
        }
        rejected++;
    }
}
