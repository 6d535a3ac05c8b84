package org.commonwatch.node.sources;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.commonwatch.node.spine.SqliteStore;

/**
 * Follows the files of one source, step by step: look which are there, read what is new, commit. Each step ends with everything
 * it did committed, or with nothing done; a new object over the same store goes on where the last one stopped. Owned by one
 * thread.
 */
final class FileTail implements AutoCloseable {
    /** Files followed by one source; more are counted and left out. */
    static final int FILES_MAX = 1_000;

    /** Bytes of one commit: some 30,000 lines, so that commits cost nothing beside matching. */
    private static final int ROUND_BYTES_MAX = 4 * 1024 * 1024;

    /** How long a file waits that begins like another one, once it has stopped growing. */
    private static final Duration DOUBT = Duration.ofSeconds(10);

    /** A file that rests for this long is closed until it changes. */
    private static final Duration IDLE = Duration.ofMinutes(10);

    /** How often files that left the pattern are looked for in their folder. */
    private static final Duration SEEK = Duration.ofSeconds(10);

    /** Looking takes at most one part in this many of the thread's time. */
    private static final int LOOK_SHARE = 20;

    private final Source source;
    private final boolean fromStart;
    private final PathPattern pattern;
    private final Rotation rotation;
    private final SqliteStore local;
    private final Uptake uptake;
    private final Clock clock;
    private final Tally tally;
    private final Map<String, TailedFile> files = new LinkedHashMap<>();
    private boolean looked;
    private long lookAtNanos = System.nanoTime();
    private Instant soughtAt = Instant.EPOCH;
    private Instant prunedAt = Instant.EPOCH;

    FileTail(
            Source source,
            Settings.Files settings,
            PathPattern pattern,
            SqliteStore local,
            Uptake uptake,
            Clock clock,
            Tally tally) {
        this.source = source;
        this.fromStart = settings.fromStart();
        this.pattern = pattern;
        this.rotation = new Rotation(pattern);
        this.local = local;
        this.uptake = uptake;
        this.clock = clock;
        this.tally = tally;
        Instant now = clock.instant();
        looked = local.read(db -> {
            FilePositions.of(db, source).forEach(read -> files.put(read.file(), TailedFile.of(read, now)));
            return db.number("SELECT looked FROM source WHERE number = ?", source.number()) == 1;
        });
    }

    /**
     * One step.
     *
     * @return whether more waits to be read, so that the next step should follow at once
     */
    boolean step() {
        Instant now = clock.instant();
        if (lookAtNanos - System.nanoTime() <= 0) {
            look(now);
        }
        List<Chunk> round = new ArrayList<>();
        List<TailedFile> unread = new ArrayList<>();
        for (TailedFile file : List.copyOf(files.values())) {
            if (file.open() && bytes(round) < ROUND_BYTES_MAX) {
                visit(file, now, round, unread);
            }
        }
        boolean begun = beginOne(unread, now, round);
        commit(round);
        tally.lag(files.values().stream().mapToLong(TailedFile::lag).sum());
        turn(round);
        return (begun && unread.size() > 1) || round.stream().anyMatch(Chunk::more);
    }

    /** Makes the next step look which files are there, however lately that was. */
    void lookNext() {
        lookAtNanos = System.nanoTime();
    }

    private void visit(TailedFile file, Instant now, List<Chunk> round, List<TailedFile> unread) {
        try {
            switch (file.look(now)) {
                case STILL -> rest(file, now);
                case REPLACED -> replaced(file, now);
                case GROWN -> {
                    if (file.position().unread()) {
                        unread.add(file);
                    } else {
                        read(file, now, round);
                    }
                }
            }
        } catch (IOException fault) {
            tally.failed("reading " + file.path() + ": " + fault.getMessage());
            file.close();
        }
    }

    private void read(TailedFile file, Instant now, List<Chunk> round) throws IOException {
        switch (file.read(now)) {
            case TailedFile.Read.Nothing() -> {}
            case TailedFile.Read.Some(Chunk chunk) -> round.add(chunk);
            case TailedFile.Read.Replaced() -> replaced(file, now);
        }
    }

    /** Begins at most one new file in a step, so that each is compared with all that were begun before it. */
    private boolean beginOne(List<TailedFile> unread, Instant now, List<Chunk> round) {
        for (TailedFile file : unread) {
            try {
                if (file.open() && isItself(file, now)) {
                    read(file, now, round);
                    return true;
                }
            } catch (IOException fault) {
                tally.failed("reading " + file.path() + ": " + fault.getMessage());
                file.close();
            }
        }
        return false;
    }

    private boolean isItself(TailedFile fresh, Instant now) throws IOException {
        boolean doubt = Duration.between(fresh.grownAt(), now).compareTo(DOUBT) < 0;
        for (TailedFile known : files.values()) {
            boolean comparable = known != fresh
                    && !known.position().unread()
                    && (known.open() || !known.away())
                    && Rotation.related(known.path(), fresh.path());
            if (comparable) {
                Rotation.Likeness like = Rotation.likeness(fresh, known);
                if (like == Rotation.Likeness.UNCLEAR || (like == Rotation.Likeness.COPY && doubt)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The bytes read are no longer there: go on in the copy that rotation made, if there is one, and begin anew here. */
    private void replaced(TailedFile file, Instant now) {
        FilePosition read = file.position();
        Optional<TailedFile> copy = rotation.copyOf(read, files.values(), now);
        long lost = copy.isPresent() ? 0 : file.lag();
        FilePosition fresh = FilePosition.start(read.file(), file.path());
        local.write(db -> {
            FilePositions.save(db, source, fresh);
            copy.ifPresent(found -> FilePositions.save(db, source, found.position()));
            if (lost > 0) {
                Counters.dropped(db, source.number(), Dropped.TRUNCATED, lost);
            }
            return fresh;
        });
        copy.ifPresent(found -> {
            Optional.ofNullable(files.put(found.position().file(), found)).ifPresent(TailedFile::close);
            found.wentAway();
        });
        file.restarted(fresh);
        if (file.away()) {
            // Another file took the number of one that was rotated away; the pattern does not ask for it.
            forget(file);
        }
    }

    private void forget(TailedFile file) {
        local.write(db -> {
            FilePositions.remove(db, source, file.position().file());
            return file;
        });
        files.remove(file.position().file());
        file.close();
    }

    private void rest(TailedFile file, Instant now) {
        if (idle(file, now)) {
            file.close();
        }
    }

    private static boolean idle(TailedFile file, Instant now) {
        return Duration.between(file.grownAt(), now).compareTo(IDLE) > 0;
    }

    private void commit(List<Chunk> round) {
        if (round.isEmpty()) {
            return;
        }
        long cut = round.stream().filter(Chunk::cut).count();
        Uptake.Taken taken =
                uptake.take(source, round.stream().map(Chunk::block).toList(), db -> {
                    round.forEach(chunk -> FilePositions.save(db, source, chunk.after()));
                    if (cut > 0) {
                        Counters.dropped(db, source.number(), Dropped.CUT, cut);
                    }
                });
        round.forEach(chunk -> chunk.file().committed(chunk.after()));
        tally.took(taken.lines());
    }

    /** Puts files that were just read behind the others, so that a busy one does not starve them. */
    private void turn(List<Chunk> round) {
        for (Chunk chunk : round) {
            String key = chunk.file().position().file();
            Optional.ofNullable(files.remove(key)).ifPresent(file -> files.put(key, file));
        }
    }

    private void look(Instant now) {
        long started = System.nanoTime();
        PathPattern.Walk walk = pattern.walk();
        Set<String> seen = new HashSet<>();
        List<Found> fresh = new ArrayList<>();
        for (Found found : walk.files()) {
            seen.add(found.file());
            Optional<TailedFile> known = Optional.ofNullable(files.get(found.file()));
            known.ifPresentOrElse(file -> seen(file, found, now), () -> fresh.add(found));
        }
        boolean lost = false;
        for (TailedFile file : files.values()) {
            if (!seen.contains(file.position().file())) {
                lost |= !file.away() && !file.open();
                file.wentAway();
            }
        }
        if (lost || Duration.between(soughtAt, now).compareTo(SEEK) >= 0) {
            seek(now);
            soughtAt = now;
        }
        fresh.forEach(found -> meet(found, now));
        if (!looked) {
            first();
        }
        tally.leftOut(walk.cut() ? PathPattern.ENTRIES_MAX : Math.max(0, fresh.size() + seen.size() - FILES_MAX));
        lookAtNanos = System.nanoTime() + LOOK_SHARE * (System.nanoTime() - started);
    }

    private void seen(TailedFile file, Found found, Instant now) {
        file.seen(found);
        boolean changes = found.size() != file.position().offset() || !idle(file, now);
        if (!file.open() && changes) {
            file.openAt(found.path());
        }
    }

    /** Looks in their folders for files that left the pattern, to read their rest. */
    private void seek(Instant now) {
        Map<Optional<Path>, List<TailedFile>> byFolder = files.values().stream()
                .filter(TailedFile::away)
                .collect(Collectors.groupingBy(
                        file -> Optional.ofNullable(file.path().getParent())));
        byFolder.forEach((folder, away) -> {
            Map<String, Found> siblings = pattern.siblings(away.getFirst().path()).stream()
                    .collect(Collectors.toMap(Found::file, found -> found, (one, same) -> one));
            for (TailedFile file : away) {
                Optional<Found> found =
                        Optional.ofNullable(siblings.get(file.position().file()));
                if (found.isEmpty()) {
                    gone(file, now);
                } else if (!file.open() && isRest(file, found.orElseThrow())) {
                    file.openAt(found.orElseThrow().path());
                }
            }
        });
        if (Duration.between(prunedAt, now).compareTo(IDLE) > 0) {
            local.write(db -> {
                FilePositions.prune(db, source, now);
                return now;
            });
            files.values()
                    .removeIf(file -> file.goneSince()
                            .filter(now.minus(FilePositions.GONE_MAX)::isAfter)
                            .isPresent());
            prunedAt = now;
        }
    }

    /** Whether there is more of a file that was read; one of which nothing was read could be any file of that number. */
    private static boolean isRest(TailedFile file, Found found) {
        return !file.position().unread()
                && !found.packed()
                && found.size() > file.position().offset();
    }

    /** Deleted: what was open has been read, the rest cannot be. Its position is kept for a while: a volume may come back. */
    private void gone(TailedFile file, Instant now) {
        if (file.goneSince().isPresent() || (file.open() && !(file.lag() == 0 && file.rested(now)))) {
            return;
        }
        file.gone(now);
        local.write(db -> {
            FilePositions.gone(db, source, file.position().file(), now);
            return file;
        });
    }

    private void meet(Found found, Instant now) {
        if (files.values().stream().filter(file -> file.goneSince().isEmpty()).count() >= FILES_MAX) {
            return;
        }
        TailedFile fresh = TailedFile.of(FilePosition.start(found.file(), found.path()), now);
        if (!fresh.openAt(found.path())) {
            return;
        }
        try {
            for (TailedFile lost : List.copyOf(files.values())) {
                if (lost.away() && Rotation.same(fresh, lost)) {
                    goOn(fresh, lost, found);
                    break;
                }
            }
        } catch (IOException vanished) {
            fresh.close();
            return;
        }
        files.put(found.file(), fresh);
    }

    private void goOn(TailedFile fresh, TailedFile lost, Found found) {
        FilePosition there = lost.position().at(found.file(), found.path());
        local.write(db -> {
            FilePositions.remove(db, source, lost.position().file());
            FilePositions.save(db, source, there);
            return there;
        });
        files.remove(lost.position().file());
        lost.close();
        fresh.restarted(there);
    }

    /** The files that are there when a source is added: read from their end, unless asked otherwise. */
    private void first() {
        List<FilePosition> ends = new ArrayList<>();
        for (TailedFile file : files.values()) {
            try {
                if (!fromStart && file.position().unread() && file.open()) {
                    FilePosition end = file.atEnd();
                    file.restarted(end);
                    ends.add(end);
                }
            } catch (IOException fault) {
                tally.failed("reading " + file.path() + ": " + fault.getMessage());
            }
        }
        local.write(db -> {
            ends.forEach(end -> FilePositions.save(db, source, end));
            return db.update("UPDATE source SET looked = 1 WHERE number = ?", source.number());
        });
        looked = true;
    }

    private static long bytes(List<Chunk> round) {
        return round.stream().mapToLong(chunk -> chunk.block().length()).sum();
    }

    @Override
    public void close() {
        files.values().forEach(TailedFile::close);
    }
}
