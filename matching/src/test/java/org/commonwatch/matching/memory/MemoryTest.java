package org.commonwatch.matching.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.commonwatch.matching.MatchKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final MemoryLimits SMALL = new MemoryLimits(Duration.ofDays(180), 1_000_000, 8192);

    @TempDir
    Path folder;

    private static Block block(int source, Instant at, MatchKind kind, String... values) {
        Block block = new Block(source, at);
        for (String value : values) {
            byte[] bytes = (" " + value + " ").getBytes(StandardCharsets.UTF_8);
            block.saw(1, kind, bytes, 1, bytes.length - 1);
        }
        return block;
    }

    private static List<String> values(Answer answer) {
        return answer.seen().stream().map(Seen::value).sorted().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "DOMAIN, evil.example, DOMAIN, EVIL.Example, true",
        "DOMAIN, evil.example, DOMAIN, a.b.evil.example, true",
        "DOMAIN, evil.example, DOMAIN, notevil.example, false",
        "DOMAIN, evil.example, DOMAIN, evil-x.example, false",
        "DOMAIN, evil.example, DOMAIN, evil.example.org, false",
        "DOMAIN, a.evil.example, DOMAIN, evil.example, false",
        "DOMAIN, xn--bcher-kva.example, DOMAIN, bücher.example, true",
        "DOMAIN, evil.example, DOMAIN, evil[.]example, true",
        "IPV4, 192.0.2.7, IPV4, 192.0.2.7, true",
        "IPV4, 192.0.2.7, IPV6, ::ffff:192.0.2.7, true",
        "IPV4, 192.0.2.7, IPV4, 192.0.2.70, false",
        "CIDR, 192.0.2.0/24, IPV4, 192.0.2.255, true",
        "CIDR, 192.0.2.0/24, IPV4, 192.0.3.0, false",
        "CIDR, 0.0.0.0/0, IPV4, 255.255.255.255, true",
        "CIDR, 0.0.0.0/0, IPV6, 2001:db8::1, false",
        "CIDR, 2001:db8::/32, IPV6, 2001:DB8:ffff::1, true",
        "CIDR, 2001:db8::/80, IPV6, 2001:db8::1:0:0:1, false",
        "CIDR, ::/0, IPV6, ffff::1, true",
        "IPV6, 2001:db8::1, IPV6, 2001:DB8:0:0:0:0:0:1, true",
        "MD5, d41d8cd98f00b204e9800998ecf8427e, MD5, D41D8CD98F00B204E9800998ECF8427E, true",
        "URL, http://evil.example/a, URL, HTTP://EVIL.example:80/a, true",
        "URL, http://evil.example/a, URL, http://evil.example/b, false",
    })
    void findsWhatIsMeant(MatchKind asked, String value, MatchKind seenKind, String seen, boolean found)
            throws IOException {
        try (Memory memory = Memory.open(folder, SMALL)) {
            memory.remember(block(1, NOON, seenKind, seen));
            assertEquals(found ? 1 : 0, memory.ask(asked, value, 10, NOON).total());
        }
    }

    @Test
    void longTextsAreTheSameOnlyIfAllOfThemIs() throws IOException {
        String url = "http://evil.example/" + "a".repeat(1000);
        try (Memory memory = Memory.open(folder, SMALL)) {
            memory.remember(block(1, NOON, MatchKind.URL, url));
            assertEquals(1, memory.ask(MatchKind.URL, url, 10, NOON).total());
            assertEquals(0, memory.ask(MatchKind.URL, url + "b", 10, NOON).total());
            assertTrue(memory.ask(MatchKind.URL, url, 10, NOON)
                    .seen()
                    .getFirst()
                    .value()
                    .endsWith("aaa..."));
        }
    }

    @Test
    void saysWhatIsNoValue() throws IOException {
        Block block = block(1, NOON, MatchKind.IPV4, "300.1.1.1", "192.0.2.1");
        try (Memory memory = Memory.open(folder, SMALL)) {
            memory.remember(block);
            assertEquals(1, block.leftOut());
            assertEquals(1, memory.ask(MatchKind.CIDR, "0.0.0.0/0", 10, NOON).total());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void answersLikeAMapThroughRestartsMergesAndTornJournals(long seed) throws IOException {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<String, long[]> twin = new TreeMap<>();
        Memory memory = Memory.open(folder, SMALL);
        for (int round = 0; round < 400; round++) {
            int source = random.nextInt(3);
            Instant at = NOON.plusSeconds(random.nextInt(100_000));
            Block block = new Block(source, at);
            for (int i = random.nextInt(40); i >= 0; i--) {
                String host = "h" + random.nextInt(300) + ".d" + random.nextInt(20) + ".example";
                byte[] bytes = host.getBytes(StandardCharsets.UTF_8);
                block.saw(i, MatchKind.DOMAIN, bytes, 0, bytes.length);
                long second = at.getEpochSecond();
                twin.merge(host + " " + source, new long[] {second, second, 1}, (a, b) ->
                        new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1]), a[2] + b[2]});
            }
            memory.remember(block);
            if (random.nextInt(20) == 0) {
                memory.close();
                tear(random);
                memory = Memory.open(folder, SMALL);
            }
            if (random.nextInt(10) == 0) {
                compare(memory, twin, "d" + random.nextInt(20) + ".example", seed);
            }
        }
        assertTrue(memory.bytes() > 0, "segments were written");
        for (int d = 0; d < 20; d++) {
            compare(memory, twin, "d" + d + ".example", seed);
        }
        memory.forget(1);
        twin.keySet().removeIf(key -> key.endsWith(" 1"));
        for (int d = 0; d < 20; d++) {
            compare(memory, twin, "d" + d + ".example", seed);
        }
        memory.close();
    }

    /** What a crash can leave: half a record at the end, and files nothing names. */
    private void tear(Random random) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "journal-*")) {
            for (Path journal : files) {
                byte[] junk = new byte[random.nextInt(30)];
                random.nextBytes(junk);
                Files.write(journal, junk, java.nio.file.StandardOpenOption.APPEND);
            }
        }
        Files.write(folder.resolve("segment-999999"), new byte[] {1, 2, 3});
        Files.write(folder.resolve("contents.new"), new byte[] {1, 2, 3});
    }

    private static void compare(Memory memory, Map<String, long[]> twin, String domain, long seed) throws IOException {
        List<String> expected = new ArrayList<>();
        twin.forEach((key, fact) -> {
            String host = key.substring(0, key.indexOf(' '));
            if (host.endsWith("." + domain)) {
                expected.add(key + " " + fact[0] + " " + fact[1] + " " + fact[2]);
            }
        });
        List<String> told = memory.ask(MatchKind.DOMAIN, domain, 100_000, NOON).seen().stream()
                .map(s -> s.value() + " " + s.source() + " " + s.first().getEpochSecond() + " "
                        + s.last().getEpochSecond() + " " + s.count())
                .sorted()
                .toList();
        assertEquals(expected, told, "seed " + seed);
    }

    @Test
    void anyPrefixOfTheJournalIsAWholeMemory() throws IOException {
        try (Memory memory = Memory.open(folder, SMALL)) {
            for (int i = 0; i < 5; i++) {
                memory.remember(block(1, NOON, MatchKind.DOMAIN, "h" + i + ".example"));
            }
        }
        Path journal = Contents.journal(folder, Contents.read(folder).journal());
        byte[] whole = Files.readAllBytes(journal);
        int before = -1;
        for (int length = 0; length <= whole.length; length++) {
            Files.write(journal, java.util.Arrays.copyOf(whole, length));
            try (Memory memory = Memory.open(folder, SMALL)) {
                int found =
                        (int) memory.ask(MatchKind.DOMAIN, "example", 10, NOON).total();
                assertTrue(found >= before, "a longer journal never tells less");
                before = found;
            }
        }
        assertEquals(5, before);
    }

    @Test
    void forgetsTheOldestDaysWhenThereIsNoRoom() throws IOException {
        MemoryLimits tight = new MemoryLimits(Duration.ofDays(1000), 60_000, 8192);
        Instant now = NOON;
        try (Memory memory = Memory.open(folder, tight)) {
            for (int day = 0; day < 200; day++) {
                now = NOON.plus(Duration.ofDays(day));
                Block block = new Block(1, now);
                for (int i = 0; i < 60; i++) {
                    byte[] host = ("h" + i + ".day" + day + ".example").getBytes(StandardCharsets.UTF_8);
                    block.saw(1, MatchKind.DOMAIN, host, 0, host.length);
                }
                memory.remember(block);
                assertTrue(memory.bytes() <= tight.bytesMax(), "stays within its bound");
            }
            assertEquals(
                    60, memory.ask(MatchKind.DOMAIN, "day199.example", 100, now).total());
            assertEquals(
                    0, memory.ask(MatchKind.DOMAIN, "day0.example", 100, now).total());
            assertTrue(
                    memory.reach().orElseThrow().isAfter(NOON.plus(Duration.ofDays(20))),
                    "and says how far it reaches");
        }
    }

    @Test
    void doesNotTellWhatIsTooOldAndTidiesItAway() throws IOException {
        try (Memory memory = Memory.open(folder, SMALL)) {
            for (int i = 0; i < 100; i++) {
                memory.remember(block(1, NOON, MatchKind.DOMAIN, "old" + i + ".example"));
            }
            Instant later = NOON.plus(Duration.ofDays(181));
            assertEquals(0, memory.ask(MatchKind.DOMAIN, "example", 10, later).total());
            long before = memory.count();
            memory.tidy(NOON.plus(Duration.ofDays(183)));
            assertTrue(before > 0 && memory.count() < before, "segments lost what is old");
        }
    }

    @Test
    void answersAreCutAtTheirBounds() throws IOException {
        try (Memory memory = Memory.open(folder, MemoryLimits.DEFAULT)) {
            Block block = new Block(1, NOON);
            for (int i = 0; i < Memory.VISITS_MAX + 10; i++) {
                byte[] host = ("h" + i + ".busy.example").getBytes(StandardCharsets.UTF_8);
                block.saw(1, MatchKind.DOMAIN, host, 0, host.length);
            }
            memory.remember(block);
            Answer answer = memory.ask(MatchKind.DOMAIN, "busy.example", 10, NOON);
            assertEquals(10, answer.seen().size());
            assertTrue(answer.cut());
            assertFalse(
                    memory.ask(MatchKind.DOMAIN, "h1.busy.example", 10, NOON).cut());
        }
    }

    @Test
    void everyChangedByteOfASegmentIsNoticedOrHarmless() throws IOException {
        try (Memory memory = Memory.open(folder, SMALL)) {
            for (int i = 0; i < 100; i++) {
                memory.remember(block(1, NOON, MatchKind.DOMAIN, "h" + i + ".example"));
            }
        }
        Contents contents = Contents.read(folder);
        Path segment = Contents.segment(folder, contents.segments().getFirst());
        byte[] whole = Files.readAllBytes(segment);
        List<String> expected = allOf(segment);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x20;
            Files.write(segment, changed);
            assertThrows(MemoryDamaged.class, () -> allOf(segment), "byte " + i);
        }
        Files.write(segment, whole);
        assertEquals(expected, allOf(segment));
    }

    @Test
    void writesTheDocumentedBytes() throws IOException {
        String page = Files.readString(Path.of("../docs/formats/memory.md"));
        String vector = page.substring(page.lastIndexOf("```\n4357") + 4, page.lastIndexOf("```"))
                .replaceAll("\\s", "");
        long first = NOON.getEpochSecond();
        Path segment = folder.resolve("segment-1");
        try (SegmentWriter writer = new SegmentWriter(segment)) {
            Key key = Key.of(MatchKind.DOMAIN, "a.evil.example").orElseThrow();
            writer.add(new Trace(key, 7, first, first + 60, 3));
            writer.finish();
        }
        assertEquals(vector, java.util.HexFormat.of().formatHex(Files.readAllBytes(segment)));
    }

    private static List<String> allOf(Path path) throws IOException {
        List<String> all = new ArrayList<>();
        try (Segment segment = Segment.open(path)) {
            segment.all().forEachRemaining(trace -> all.add(trace.key().value()));
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
        return all;
    }

    @Test
    void aFaultIsSaidAndNothingAcknowledgedIsLost() throws IOException {
        Path inner = folder.resolve("memory");
        Memory memory = Memory.open(inner, SMALL);
        memory.remember(block(1, NOON, MatchKind.DOMAIN, "kept.example"));
        Path copy = folder.resolve("copy");
        copyTree(inner, copy);
        // A folder in the way of the next segment stands for a disk that refuses.
        Files.createDirectory(Contents.segment(inner, Contents.read(inner).next()));
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 200; i++) {
                memory.remember(block(1, NOON, MatchKind.DOMAIN, "h" + i + ".example"));
            }
        });
        Files.delete(Contents.segment(inner, Contents.read(inner).next()));
        memory.remember(block(1, NOON, MatchKind.DOMAIN, "more.example"));
        assertEquals(List.of("kept.example"), values(memory.ask(MatchKind.DOMAIN, "kept.example", 10, NOON)));
        assertEquals(List.of("more.example"), values(memory.ask(MatchKind.DOMAIN, "more.example", 10, NOON)));
        memory.close();
        try (Memory again = Memory.open(inner, SMALL)) {
            assertEquals(
                    1, again.ask(MatchKind.DOMAIN, "kept.example", 10, NOON).total());
            assertEquals(1, again.ask(MatchKind.DOMAIN, "h0.example", 10, NOON).total());
        }
        try (Memory older = Memory.open(copy, SMALL)) {
            assertEquals(1, older.ask(MatchKind.DOMAIN, "example", 10, NOON).total());
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void keysOrderHostsUnderTheirDomain() {
        List<Key> keys = new ArrayList<>();
        for (String host :
                List.of("b.a.example", "a.example", "a-b.example", "c.example", "x.b.a.example", "example")) {
            keys.add(Key.of(MatchKind.DOMAIN, host).orElseThrow());
        }
        keys.sort(Comparator.naturalOrder());
        assertEquals(
                List.of("example", "a.example", "a-b.example", "b.a.example", "x.b.a.example", "c.example"),
                keys.stream().map(Key::value).toList());
    }
}
