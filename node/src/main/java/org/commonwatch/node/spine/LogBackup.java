package org.commonwatch.node.spine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.payload.ErasureMarker;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.sequence.Lane;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.LogCut;
import org.commonwatch.ledger.tile.TilePath;

/**
 * One log of a backup. It holds nobody up and waits for nobody: what it writes is a {@link LogCut}, whatever is appended, fetched or
 * erased meanwhile, and takes as long as copying that does.
 *
 * <p>Order: the outbox before the tree, so that an own statement is in one of them. Payloads before the tree, so that the order by
 * which one of them was erased meanwhile is in it; few come with the entries since, and those of them whose order is not in the tree any
 * more are left out, as if they had never come. The log's own file after the tree, since it knows the keys of all that is signed.
 */
final class LogBackup {
    /** Written in a form of its own; the sequencer's and follower's own files are made anew from the tree. */
    private static final Set<String> NOT_AS_THEY_LIE = Set.of("tile", "payload", "state", "checkpoint", "outbox");

    /** A tree that is laid aside for the turn of an epoch, or from before it. */
    private static final List<String> ASIDE = List.of(".new", ".old");

    private final Home home;
    private final Logs logs;
    private final HostedLog log;
    private final TarWriter tar;
    private final String name;
    private final Path folder;

    /** A statement of the outbox may be an entry by now, and a liar may have put one in its log twice. */
    private final SeenStatements seen = new SeenStatements();

    LogBackup(Home home, Logs logs, HostedLog log, TarWriter tar) {
        this.home = home;
        this.logs = logs;
        this.log = log;
        this.tar = tar;
        this.name = log.log().name();
        this.folder = home.ledger().resolve(name);
    }

    /** @throws IOException when the log went over to another epoch or was removed meanwhile; make the backup again */
    void write() throws IOException {
        outbox();
        LogCut before = log.cut();
        payloads(before, 0, Long.MAX_VALUE);
        others();
        LogCut cut = log.cut();
        LogFile file = unturned();
        payloads(cut, before.size(), cut.size());
        tar.file("ledger/" + name + ".json", file.toBytes());
        for (Map.Entry<String, byte[]> changing : cut.changing().entrySet()) {
            tar.file(path(changing.getKey()), changing.getValue());
        }
        for (TilePath tile : (Iterable<TilePath>) cut.full()::iterator) {
            tar.file(path(tile.text()), folder.resolve(tile.text()));
        }
        unturned();
    }

    private LogFile unturned() throws IOException {
        Optional<LogFile> file = LogFile.named(home.ledger(), name);
        boolean same = file.isPresent()
                && file.get().era().map(Era::number).equals(log.era().map(Era::number))
                && logs.hosted().contains(log);
        if (!same) {
            throw new IOException(
                    "the log " + name + " went over to another epoch, or was removed, while it was backed up");
        }
        return file.orElseThrow();
    }

    private void outbox() throws IOException {
        Path outbox = folder.resolve("outbox");
        if (!Files.isDirectory(outbox)) {
            return;
        }
        for (Path file : Backup.files(outbox)) {
            byte[] content = Files.readAllBytes(file);
            tar.file(path("outbox/" + file.getFileName()), content);
            for (Envelope statement : Lane.left(content)) {
                payload(statement, Long.MAX_VALUE);
            }
        }
    }

    /** @param erasedBefore orders from this entry on are not in the backup */
    private void payloads(LogCut cut, long from, long erasedBefore) throws IOException {
        for (long first = from - from % TilePath.WIDTH; first < cut.size(); first += TilePath.WIDTH) {
            List<byte[]> leaves = cut.bundle(first / TilePath.WIDTH);
            for (byte[] leaf : leaves.subList((int) Math.max(0, from - first), leaves.size())) {
                Optional<Envelope> entry = statement(leaf);
                if (entry.isPresent()) {
                    payload(entry.orElseThrow(), erasedBefore);
                }
            }
        }
    }

    private static Optional<Envelope> statement(byte[] leaf) {
        try {
            return Optional.of(Envelope.parse(leaf));
        } catch (Refused isVoid) {
            // It stands in the log and has no payload.
            return Optional.empty();
        }
    }

    private void payload(Envelope entry, long erasedBefore) throws IOException {
        if (entry.statement().draft().payload().isEmpty() || !seen.add(entry.id())) {
            return;
        }
        String path = PayloadStore.path(entry.id());
        Optional<byte[]> content = content(folder.resolve(path));
        // Looked for afterwards: it is durable before anything of the file goes.
        Optional<ErasureMarker> marker = log.payloads().marker(entry.id());
        if (marker.filter(found -> found.orders().getLast() >= erasedBefore).isPresent()) {
            return;
        }
        if (content.isPresent()) {
            tar.file(path(path), content.orElseThrow());
        }
        if (marker.isPresent()) {
            tar.file(
                    path(PayloadStore.markerPath(entry.id())),
                    marker.orElseThrow().toBytes());
        }
    }

    private static Optional<byte[]> content(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException erasedOrNotHere) {
            return Optional.empty();
        }
    }

    /** Evidence, handovers, records of epochs: small files that are written once, each whole. */
    private void others() throws IOException {
        try (Stream<Path> parts = Files.list(folder)) {
            for (Path part : parts.sorted().toList()) {
                if (!NOT_AS_THEY_LIE.contains(part.getFileName().toString())) {
                    copy(part);
                }
            }
        }
    }

    private void copy(Path part) throws IOException {
        for (Path file : Backup.files(part)) {
            Path inLog = folder.relativize(file);
            boolean aside = Stream.of(inLog.toString().split("/"))
                    .anyMatch(step -> ASIDE.stream().anyMatch(step::endsWith));
            Optional<byte[]> content = aside ? Optional.empty() : content(file);
            if (content.isPresent()) {
                tar.file(path(inLog.toString()), content.orElseThrow());
            }
        }
    }

    private String path(String inLog) {
        return "ledger/" + name + "/" + inLog;
    }
}
