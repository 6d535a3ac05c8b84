package org.commonwatch.node.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log that is written, renamed, copied, truncated and packed at random while its reader is stopped, killed inside a commit and
 * opened again between any two steps: every line is seen exactly once.
 */
class RotationTest {
    private static final int ROTATED_MAX = 6;

    @TempDir
    Path folder;

    @Test
    void seesEveryLineOnceOverRotationsAndKills() throws Exception {
        Random seeds = new Random();
        for (int run = 0; run < 8; run++) {
            play(seeds.nextLong(), run, 150);
        }
    }

    @Test
    @Tag("long")
    void seesEveryLineOnceOverManyRotationsAndKills() throws Exception {
        Random seeds = new Random();
        for (int run = 0; run < 300; run++) {
            play(seeds.nextLong(), run, 1_000);
        }
    }

    private void play(long seed, int run, int steps) throws Exception {
        boolean exact = run % 2 == 1;
        String what = "RotationTest seed " + seed + (exact ? ", exact path" : ", pattern");
        Path logs = Files.createDirectories(folder.resolve("logs" + run));
        try (SourceFixture node = new SourceFixture(folder.resolve("home" + run))) {
            Source source = node.add("app", new Settings.Files(logs + (exact ? "/app.log" : "/app.log*"), 0, true));
            World world = new World(node, source, logs.resolve("app.log"), new Random(seed), exact);
            for (int step = 0; step < steps; step++) {
                world.step();
            }
            world.finish();
            assertEquals(Map.of(), differences(world.written, node.counts()), what);
            assertEquals(
                    world.written.size(), node.local.<Long>read(db -> db.number("SELECT lines FROM source")), what);
        }
    }

    /** A file system gives the numbers of deleted files to new ones: one of these may be just as long as what was read of the other. */
    @Test
    void anotherFileOfTheSameNumberAndLengthIsRead() throws Exception {
        Path log = folder.resolve("app.log");
        try (SourceFixture node = new SourceFixture(folder.resolve("home"))) {
            Source source = node.add("app", new Settings.Files(log.toString(), 0, true));
            Files.writeString(log, "one 1\ntwo 2\n");
            readAll(node, source);
            Files.writeString(log, "six 6\nten 9\n");
            readAll(node, source);
            readAll(node, source);
            assertEquals(Map.of("one 1", 1, "two 2", 1, "six 6", 1, "ten 9", 1), node.counts());
        }
    }

    /** Emptied, written again to just the length that was read, and renamed, all between two looks. */
    @Test
    void aFileWrittenAnewToTheSameLengthIsRead() throws Exception {
        Path log = folder.resolve("app.log");
        try (SourceFixture node = new SourceFixture(folder.resolve("home"))) {
            Source source = node.add("app", new Settings.Files(log + "*", 0, true));
            Files.writeString(log, "one 1\ntwo 2\n");
            try (FileTail reader = node.tail(source)) {
                look(reader);
                Files.writeString(log, "six 6\nten 9\n");
                // Clocks of file systems move in steps of some milliseconds.
                Files.setLastModifiedTime(
                        log, FileTime.fromMillis(Files.getLastModifiedTime(log).toMillis() + 10));
                Files.move(log, folder.resolve("app.log.1"));
                look(reader);
            }
            assertEquals(Map.of("one 1", 1, "two 2", 1, "six 6", 1, "ten 9", 1), node.counts());
        }
    }

    private static void look(FileTail reader) {
        for (int i = 0; i < 4; i++) {
            reader.lookNext();
            reader.step();
        }
    }

    private static void readAll(SourceFixture node, Source source) throws Refused {
        try (FileTail reader = node.tail(source)) {
            look(reader);
        }
    }

    /** Lines seen less or more often than written, with how often; empty when all is well. */
    private static Map<String, Integer> differences(Map<String, Integer> written, Map<String, Integer> seen) {
        Map<String, Integer> wrong = new TreeMap<>(seen);
        written.forEach((line, times) -> {
            if (!wrong.remove(line, times)) {
                wrong.putIfAbsent(line, 0);
            }
        });
        return wrong;
    }

    /** Writer and reader, one move at a time. */
    private static final class World {
        final Map<String, Integer> written = new TreeMap<>();
        private final SourceFixture node;
        private final Source source;
        private final Path log;
        private final Random dice;
        private final boolean exact;
        private FileTail reader;
        private String unfinished = "";
        private int number;

        World(SourceFixture node, Source source, Path log, Random dice, boolean exact) throws IOException, Refused {
            this.node = node;
            this.source = source;
            this.log = log;
            this.dice = dice;
            this.exact = exact;
            Files.createFile(log);
            this.reader = node.tail(source);
        }

        void step() throws IOException, Refused {
            node.clock.advance(Duration.ofMillis(dice.nextInt(200)));
            switch (dice.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5, 6 -> append(1 + dice.nextInt(dice.nextInt(20) == 0 ? 400 : 6));
                case 7 -> beginLine();
                case 8 -> rename();
                case 9 -> copyAndTruncate();
                case 10 -> pack();
                case 11 -> kill(EveryLine.Trap.BEFORE_SAVE);
                case 12 -> kill(EveryLine.Trap.IN_TRANSACTION);
                case 13 -> kill(EveryLine.Trap.AFTER_COMMIT);
                case 14 -> reopen();
                default -> read(1 + dice.nextInt(3));
            }
        }

        void finish() throws IOException, Refused {
            endLine();
            node.lines.set(EveryLine.Trap.NONE);
            drain();
            node.clock.advance(Duration.ofMinutes(1));
            drain();
            reader.close();
        }

        private void append(int lines) throws IOException {
            endLine();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines; i++) {
                text.append(line()).append('\n');
            }
            write(text.toString());
        }

        private String line() {
            String line = "line " + number++ + " " + "x".repeat(dice.nextInt(90));
            written.put(line, 1);
            return line;
        }

        private void beginLine() throws IOException {
            endLine();
            unfinished = line();
            int half = 1 + dice.nextInt(unfinished.length() - 1);
            write(unfinished.substring(0, half));
            unfinished = unfinished.substring(half) + "\n";
        }

        private void endLine() throws IOException {
            write(unfinished);
            unfinished = "";
        }

        private void write(String text) throws IOException {
            Files.writeString(log, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        private void rename() throws IOException, Refused {
            prepare();
            shift();
            Files.move(log, rotated(1));
            maybeRead();
            Files.createFile(log);
        }

        private void copyAndTruncate() throws IOException, Refused {
            prepare();
            shift();
            Files.copy(log, rotated(1));
            maybeRead();
            Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
        }

        /** A path without wildcard misses what was begun and rotated away between two looks; see docs/sources.md. */
        private void prepare() throws IOException, Refused {
            endLine();
            if (exact) {
                append(1);
                reopen();
                drain();
                append(1 + dice.nextInt(4));
            }
        }

        private void maybeRead() throws IOException, Refused {
            if (dice.nextBoolean()) {
                read(1 + dice.nextInt(2));
            }
            if (dice.nextInt(4) == 0) {
                reopen();
            }
        }

        private void shift() throws IOException {
            for (int i = ROTATED_MAX; i >= 1; i--) {
                if (Files.exists(rotated(i))) {
                    Files.move(rotated(i), rotated(i + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }

        /** Packs what is read: the oldest would otherwise be lost to anybody. */
        private void pack() throws IOException, Refused {
            endLine();
            reopen();
            drain();
            for (int i = 2; i <= ROTATED_MAX + 1; i++) {
                if (Files.exists(rotated(i))) {
                    Path packed = rotated(i).resolveSibling("app.log." + i + ".gz");
                    Files.deleteIfExists(packed);
                    Files.copy(rotated(i), packed);
                    Files.delete(rotated(i));
                }
            }
        }

        private Path rotated(int i) {
            return log.resolveSibling("app.log." + i);
        }

        private void read(int steps) throws Refused {
            for (int i = 0; i < steps; i++) {
                // How long a reader may go without a look goes by the machine's clock; here the oldest file would be
                // gone by then.
                if (dice.nextInt(4) > 0) {
                    reader.lookNext();
                }
                try {
                    reader.step();
                } catch (EveryLine.Killed killed) {
                    reopen();
                }
            }
        }

        private void kill(EveryLine.Trap trap) throws Refused {
            node.lines.set(trap);
            read(1);
        }

        private void reopen() throws Refused {
            reader.close();
            reader = node.tail(source);
        }

        /** Reads until nothing comes any more. */
        private void drain() throws Refused {
            node.lines.set(EveryLine.Trap.NONE);
            int still = 0;
            while (still < 3) {
                long before = lines();
                reader.lookNext();
                reader.step();
                still = lines() == before ? still + 1 : 0;
            }
        }

        private long lines() {
            return node.local.read(db -> db.number("SELECT lines FROM source"));
        }
    }
}
