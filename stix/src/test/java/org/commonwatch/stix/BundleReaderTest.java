package org.commonwatch.stix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.stix.BundleReader.Accepted;
import org.commonwatch.stix.BundleReader.Item;
import org.commonwatch.stix.BundleReader.Rejected;
import org.commonwatch.stix.BundleReader.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleReaderTest {
    private static final String ID = "domain-name--7a3f4c1e-0b52-5b1f-9c0e-3f1d2a4b5c6d";

    /** Everything the reader said about one input, and the same again through a stream that gives one byte at a time. */
    private record Reading(List<Item> items, Summary summary) {
        static Reading of(byte[] bytes) {
            List<Item> items = new ArrayList<>();
            Summary summary = BundleReader.read(bytes, items::add);
            List<Item> streamed = new ArrayList<>();
            try {
                Summary again = BundleReader.read(new Trickle(bytes), streamed::add);
                assertEquals(summary, again);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            assertEquals(shown(items), shown(streamed));
            return new Reading(items, summary);
        }

        static Reading of(String text) {
            return of(text.getBytes(UTF_8));
        }

        List<String> accepted() {
            return items.stream()
                    .filter(Accepted.class::isInstance)
                    .map(item -> new String(((Accepted) item).object().bytes(), UTF_8))
                    .toList();
        }

        List<String> refused() {
            return items.stream()
                    .filter(Rejected.class::isInstance)
                    .map(item -> ((Rejected) item).refusal())
                    .map(refusal -> refusal.path() + " " + refusal.code())
                    .toList();
        }

        private static List<String> shown(List<Item> items) {
            return items.stream()
                    .map(item -> switch (item) {
                        case Accepted a ->
                            a.position() + " " + new String(a.object().bytes(), UTF_8);
                        case Rejected r -> r.position() + " " + r.id() + " " + r.refusal();
                    })
                    .toList();
        }
    }

    /** Gives few bytes at a time, so that every boundary falls inside something. */
    private static final class Trickle extends InputStream {
        private final byte[] bytes;
        private int at;

        Trickle(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return at < bytes.length ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (at == bytes.length) {
                return -1;
            }
            int count = Math.min(Math.min(length, bytes.length > 100_000 ? 7_919 : 1), bytes.length - at);
            System.arraycopy(bytes, at, into, offset, count);
            at += count;
            return count;
        }
    }

    private static String domain(String value) {
        return "{\"type\":\"domain-name\",\"id\":\"" + ID + "\",\"value\":\"" + value + "\"}";
    }

    private static String bundle(String... objects) {
        return "{\"type\":\"bundle\",\"id\":\"bundle--0a1b2c3d-1111-4111-8111-111111111111\",\"objects\":["
                + String.join(",", objects) + "]}";
    }

    @Test
    void keepsTheExactBytesOfEachObject() {
        String spaced = " { \"type\" : \"domain-name\",\n\t\"id\":\"" + ID + "\", \"value\":\"a\\u002eexample\\\\\"}";
        Reading reading = Reading.of(bundle(domain("one.example"), spaced));
        assertEquals(List.of(domain("one.example"), spaced.strip()), reading.accepted());
        assertTrue(reading.summary().complete());
    }

    /** Known, custom and extended objects leave as they came: each line of the sample file is one object. */
    @Test
    void changesNothingInAnyKindOfObject() {
        List<String> lines = new String(Samples.bytes("every-type.json"), UTF_8)
                .lines()
                .filter(line -> line.startsWith("{\"") && !line.startsWith("{\"type\":\"bundle\""))
                .map(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line)
                .toList();
        assertEquals(lines, Reading.of(Samples.bytes("every-type.json")).accepted());
        assertEquals(56, lines.size());
    }

    @Test
    void readsEveryShapeOfDocument() {
        String one = domain("one.example");
        String two = domain("two.example");
        List<String> both = List.of(one, two);
        assertEquals(both, Reading.of(bundle(one, two)).accepted());
        assertEquals(
                both,
                Reading.of("{\"objects\":[" + one + "," + two + "],\"more\":false}")
                        .accepted());
        assertEquals(both, Reading.of("[" + one + " , " + two + "]").accepted());
        assertEquals(both, Reading.of(one + "\n" + two + "\n").accepted());
        assertEquals(List.of(one), Reading.of(one).accepted());
        assertEquals(both, Reading.of(bundle(one) + "\n" + bundle(two)).accepted());
    }

    @Test
    void tellsWhatStoodBesideTheObjects() {
        Reading reading =
                Reading.of("{\"more\":true,\"next\":\"abc\\u0041\",\"objects\":[" + domain("a.example") + "]}");
        assertEquals(Map.of("more", "true", "next", "abcA"), reading.summary().envelope());
        assertEquals(Map.of(), Reading.of(domain("a.example")).summary().envelope());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"more\":false}", "{\"type\":\"bundle\",\"id\":\"bundle--x\"}", "[]", "{\"objects\":[]}"
            })
    void readsAnEmptyEnvelopeAsNothing(String text) {
        Reading reading = Reading.of(text);
        assertEquals(List.of(), reading.items());
        assertTrue(reading.summary().complete());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        ~ object in the middle                                        ~ | ~ path and code                                ~
        ~ {"type":"domain-name","id":"ID","value":"a","value":"b"}    ~ | ~ /objects/1/value json-duplicate-key          ~
        ~ {"type":"domain-name","id":"ID","n":NaN}                    ~ | ~ /objects/1/n json-not-finite                 ~
        ~ {"type":"domain-name","id":"ID","n":[1,-Infinity]}          ~ | ~ /objects/1/n/1 json-not-finite               ~
        ~ {"type":"domain-name","id":"ID","value":"\\ud800x"}         ~ | ~ /objects/1/value json-lone-surrogate         ~
        ~ {"type":"domain-name","id":"ID","\\udc00":1}                ~ | ~ json-lone-surrogate ~
        ~ {"type":"domain-name","value":"a"}                          ~ | ~ /objects/1/id stix-property-missing          ~
        ~ {"id":"ID","value":"a"}                                     ~ | ~ /objects/1/type stix-property-missing        ~
        ~ {"type":7,"id":"ID"}                                        ~ | ~ /objects/1/type stix-property-type           ~
        ~ {"type":"Domain","id":"ID"}                                 ~ | ~ /objects/1/type stix-type-form               ~
        ~ {"type":"url","id":"ID"}                                    ~ | ~ /objects/1/id stix-id-type                   ~
        ~ {"type":"url","id":"url--12"}                               ~ | ~ /objects/1/id stix-id-form                   ~
        ~ 17                                                          ~ | ~ /objects/1 stix-not-an-object                ~
        ~ null                                                        ~ | ~ /objects/1 stix-not-an-object                ~
        ~ [{"type":"url"}]                                            ~ | ~ /objects/1 stix-not-an-object                ~
        """, useHeadersInDisplayName = true)
    void refusesOneObjectAndKeepsItsNeighbours(String object, String refusal) {
        Reading reading =
                Reading.of(bundle(domain("one.example"), object.strip().replace("ID", ID), domain("two.example")));
        assertEquals(List.of(domain("one.example"), domain("two.example")), reading.accepted());
        assertEquals(1, reading.refused().size());
        assertTrue(reading.refused().getFirst().endsWith(refusal.strip()), reading.refused()::toString);
        assertTrue(reading.summary().complete());
    }

    @Test
    void namesTheRefusedObjectIfItsIdCanBeRead() {
        String bad = "{\"x\":[{\"id\":1}],\"id\":\"" + ID + "\",\"type\":\"domain-name\",\"value\":NaN}";
        Rejected rejected = (Rejected) Reading.of(bundle(bad)).items().getFirst();
        assertEquals(Optional.of(ID), rejected.id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"type":"bundle","objects":[GOOD,{"type":"url" "id"]}  | json-malformed
        {"type":"bundle","objects":[GOOD,nope]}                | json-malformed
        {"type":"bundle","objects":[GOOD GOOD]}                | json-malformed
        {"type":"bundle","objects":[GOOD,]}                    | json-malformed
        {"type":"bundle","objects":[GOOD,{"type":"url","i      | json-truncated
        {"type":"bundle","objects":[GOOD,                      | json-truncated
        {"type":"bundle","objects":[GOOD]                      | json-truncated
        {"type":"bundle","objects":[GOOD],"id":"\\             | json-truncated
        {"objects":[GOOD],"type":"grouping"}                   | stix-bundle-type
        {"objects":[GOOD],"objects":[GOOD]}                    | json-duplicate-key
        {"objects":[GOOD],id:1}                                | json-malformed
        [GOOD] GOOD                                            | json-trailing
        GOOD garbage                                           | json-malformed
        """)
    void stopsWhereTheGrammarBreaksAndKeepsWhatCameBefore(String text, String code) {
        Reading reading = Reading.of(text.replace("GOOD", domain("one.example")));
        assertEquals(domain("one.example"), reading.accepted().getFirst());
        assertEquals(1, reading.refused().size(), reading.refused()::toString);
        assertTrue(reading.refused().getFirst().endsWith(code), reading.refused()::toString);
        assertFalse(reading.summary().complete());
    }

    @Test
    void saysByteAndColumnOfASyntaxError() {
        Rejected rejected = (Rejected) Reading.of("[{\"type\": nope}]").items().getFirst();
        assertEquals(
                "/0 (line 1 column 10 of the object that begins at byte 1)",
                rejected.refusal().path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n", "\ufeff"})
    void refusesNothingAtAll(String text) {
        assertEquals(List.of(" json-empty"), Reading.of(text).refused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void refusesOtherEncodings(String charset) {
        Reading reading = Reading.of(bundle(domain("one.example")).getBytes(Charset.forName(charset)));
        assertEquals(1, reading.refused().size());
        assertTrue(reading.refused().getFirst().endsWith("json-not-utf8"), reading.refused()::toString);
    }

    @Test
    void refusesLatin1InsideAnObjectOnly() {
        byte[] bytes = bundle(domain("one.example"), domain("b\u00fccher.example"), domain("two.example"))
                .getBytes(StandardCharsets.ISO_8859_1);
        Reading reading = Reading.of(bytes);
        assertEquals(2, reading.accepted().size());
        assertEquals(1, reading.refused().size());
        assertTrue(reading.refused().getFirst().endsWith("json-not-utf8"));
    }

    @Test
    void stepsOverAByteOrderMark() {
        assertEquals(
                1,
                Reading.of("\ufeff" + bundle(domain("one.example"))).accepted().size());
    }

    @Test
    void stepsOverWhatIsTooDeepTooLongOrTooBig() {
        String deep = "{\"type\":\"url\",\"id\":\"" + ID + "\",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        String longText = domain("a".repeat(Limits.JSON_STRING_CHARS_MAX + 1));
        String big = domain("\\n".repeat(Limits.OBJECT_BYTES_MAX));
        Reading reading = Reading.of(bundle(domain("a.example"), deep, longText, big, domain("b.example")));
        assertEquals(List.of(domain("a.example"), domain("b.example")), reading.accepted());
        assertEquals(
                List.of(
                        "/objects/1/x" + "/0".repeat(63) + " json-too-deep",
                        "/objects/2/value json-string-too-long",
                        "/objects/3 stix-object-too-big"),
                reading.refused());
    }

    @Test
    void refusesAnObjectOfTooManyValues() {
        String many = "{\"type\":\"url\",\"id\":\"" + ID + "\",\"x\":[" + "0,".repeat(Limits.OBJECT_VALUES_MAX) + "0]}";
        assertTrue(Reading.of(many).refused().getFirst().endsWith("json-too-many-values"));
    }

    @Test
    void reportsTheFirstRefusalsAndCountsTheRest() {
        int count = Limits.REFUSALS_REPORTED_MAX + 5;
        Reading reading = Reading.of("[" + "1,".repeat(count - 1) + "1]");
        assertEquals(Limits.REFUSALS_REPORTED_MAX, reading.items().size());
        assertEquals(count, reading.summary().rejected());
    }

    @Test
    void unpacksGzip() throws IOException {
        assertEquals(
                1,
                Reading.of(gzip(bundle(domain("one.example")).getBytes(UTF_8)))
                        .accepted()
                        .size());
    }

    @Test
    void refusesGzipThatIsCutShortOrDamaged() throws IOException {
        byte[] packed =
                gzip(bundle(domain("one.example"), domain("two.example")).getBytes(UTF_8));
        for (int length = 2; length < packed.length; length++) {
            Reading reading = Reading.of(Arrays.copyOf(packed, length));
            assertFalse(reading.summary().complete());
        }
    }

    @Test
    void stopsAGzipBomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            byte[] blanks = " ".repeat(1 << 20).getBytes(UTF_8);
            for (int i = 0; i < 64; i++) {
                out.write(blanks);
            }
        }
        List<Item> items = new ArrayList<>();
        BundleReader.read(packed.toByteArray(), items::add);
        Refusal refusal = ((Rejected) items.getFirst()).refusal();
        assertEquals("gzip-bomb", refusal.code());
    }

    /** A third of a million objects; each is let go before the next is read. */
    @Test
    void readsALongStreamWithoutKeepingIt() throws IOException {
        byte[] object = (domain("one.example") + ",").getBytes(UTF_8);
        int copies = (32 << 20) / object.length;
        InputStream stream = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream("[".getBytes(UTF_8)),
                new Repeated(object, copies),
                new ByteArrayInputStream((domain("last.example") + "]").getBytes(UTF_8)))));
        Summary summary = BundleReader.read(stream, item -> {});
        assertEquals(new Summary(copies + 1, 0, true, Map.of()), summary);
    }

    private static final class Repeated extends InputStream {
        private final byte[] part;
        private final long length;
        private long at;

        Repeated(byte[] part, int copies) {
            this.part = part;
            this.length = (long) part.length * copies;
        }

        @Override
        public int read() {
            return at < length ? part[(int) (at++ % part.length)] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            int from = (int) (at % part.length);
            int some = (int) Math.min(Math.min(count, part.length - from), length - at);
            System.arraycopy(part, from, into, offset, some);
            at += some;
            return some == 0 ? -1 : some;
        }
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
