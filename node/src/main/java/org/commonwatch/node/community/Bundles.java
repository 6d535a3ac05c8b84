package org.commonwatch.node.community;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.Handovers;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.TilePath;
import org.commonwatch.node.ledger.ServedPayloads;
import org.commonwatch.node.membership.MemberReaders;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/**
 * A log on a stick: {@code "CWBUNDL1"}, then for each file {@code path length (u16), path, content length (u32), content},
 * big-endian, and a path of length 0 at the end. The paths are those below {@code /ledger/NAME/}. Nothing in a bundle is
 * believed: it is one more source for the follower.
 */
@ApplicationScoped
class Bundles {
    static final String MEDIA_TYPE = "application/vnd.commonwatch.bundle.v1";

    private static final byte[] MAGIC = "CWBUNDL1".getBytes(StandardCharsets.US_ASCII);

    /** A file of a log: the largest is a payload of 32 MiB and its table. */
    private static final int FILE_BYTES_MAX = Math.max(EntryBundle.BYTES_MAX, PayloadCatchUp.FILE_BYTES_MAX);

    /** Files of one bundle: a million payloads and the tiles over them. */
    private static final int FILES_MAX = 1_100_000;

    private static final int PATH_BYTES_MAX = 128;

    private static final String FOLDER_PREFIX = "bundle-";

    private final Logs logs;
    private final ServedPayloads payloads;
    private final Following following;
    private final Home home;

    @Inject
    Bundles(Logs logs, ServedPayloads payloads, Following following, Home home) {
        this.logs = logs;
        this.payloads = payloads;
        this.following = following;
        this.home = home;
    }

    /** What an import that was interrupted left behind. */
    void forgetOldFolders(@Observes StartupEvent event) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(home.root(), FOLDER_PREFIX + "*")) {
            for (Path folder : folders) {
                delete(folder);
            }
        }
    }

    /** What an import brought: final entries before and after. */
    record Imported(long from, long size) {}

    StreamingOutput export(Log log, long since) throws Refused {
        LogReader reader = logs.reader(log);
        Optional<byte[]> checkpoint = reader.resource("checkpoint");
        long size = following.of(log).map(Followed::held).orElseGet(reader::size);
        if (checkpoint.isEmpty() || since < 0 || since > size) {
            throw Refusal.of(
                            "bundle-since", "", "The log here has " + size + " entries; nothing can be left out after.")
                    .toException();
        }
        Gate gate = new Gate(MemberReaders.reader("a bundle", log), Action.MIRROR);
        return out -> write(log, reader, checkpoint.orElseThrow(), size, since, gate, out);
    }

    private void write(Log log, LogReader reader, byte[] checkpoint, long size, long since, Gate gate, OutputStream to)
            throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to));
        out.write(MAGIC);
        put(out, "checkpoint", checkpoint);
        for (String path : handovers(reader, since)) {
            Optional<byte[]> content = reader.resource(path);
            if (content.isPresent()) {
                put(out, path, content.orElseThrow());
            }
        }
        for (TilePath tile : tiles(size, since)) {
            Optional<byte[]> content = reader.resource(tile.text());
            if (content.isPresent()) {
                put(out, tile.text(), content.orElseThrow());
            }
        }
        for (PayloadCatchUp.Wanted each : PayloadCatchUp.committed(reader, since, size)) {
            Optional<byte[]> file = payloads.file(log, each.entry(), gate);
            if (file.isPresent()) {
                put(out, PayloadStore.path(each.statement()), file.orElseThrow());
            }
        }
        out.writeShort(0);
        out.flush();
    }

    /** For who has been away so long that other keys sign by now. */
    private static List<String> handovers(LogReader reader, long since) throws IOException {
        List<String> paths = new ArrayList<>();
        Optional<byte[]> list = reader.resource(Handovers.LIST);
        if (list.isPresent()) {
            paths.add(Handovers.LIST);
            try {
                Handovers.parse(list.orElseThrow()).stream()
                        .filter(size -> size > since)
                        .map(Handovers::path)
                        .forEach(paths::add);
            } catch (Refused ours) {
                throw new IOException("the list of handovers here does not read", ours);
            }
        }
        return paths;
    }

    /** Entries and hashes from the bundle on in which {@code since} lies, and all tiles above: they are few. */
    private static List<TilePath> tiles(long size, long since) {
        List<TilePath> tiles = new ArrayList<>();
        for (int level = TilePath.ENTRIES; level < 8; level++) {
            long first = level <= 0 ? since / TilePath.WIDTH : 0;
            Optional<TilePath> tile = TilePath.inTree(level, first, size);
            for (long index = first; tile.isPresent(); tile = TilePath.inTree(level, ++index, size)) {
                tiles.add(tile.orElseThrow());
            }
        }
        return tiles;
    }

    private static void put(DataOutputStream out, String path, byte[] content) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.US_ASCII);
        out.writeShort(name.length);
        out.write(name);
        out.writeInt(content.length);
        out.write(content);
    }

    /** Unpacks into a folder of its own, follows from there and deletes it. */
    Imported take(Log log, InputStream body) throws IOException, Refused {
        Followed followed = following
                .of(log)
                .orElseThrow(
                        () -> Refusal.of("bundle-own", "", "This node orders that log; there is nothing to bring it.")
                                .toException());
        Path folder = Files.createTempDirectory(home.root(), FOLDER_PREFIX);
        try {
            unpack(body, folder);
            long before = followed.finality().finalSize();
            followed.bring(new FolderSource(folder));
            return new Imported(before, followed.finality().finalSize());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of("bundle-interrupted", "", "The node was stopped meanwhile.")
                    .toException();
        } finally {
            delete(folder);
        }
    }

    private static void unpack(InputStream body, Path folder) throws IOException, Refused {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(body))) {
            byte[] magic = in.readNBytes(MAGIC.length);
            if (!java.util.Arrays.equals(magic, MAGIC)) {
                throw malformed("This is no bundle.");
            }
            for (int files = 0; ; files++) {
                int length = in.readUnsignedShort();
                if (length == 0) {
                    return;
                }
                if (length > PATH_BYTES_MAX || files == FILES_MAX) {
                    throw malformed("A path is too long, or there are too many files.");
                }
                String path = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
                int bytes = in.readInt();
                if (bytes < 0 || bytes > FILE_BYTES_MAX || !isPath(path)) {
                    throw malformed("A file is too large, or has a name that no file of a log has.");
                }
                Path file = folder.resolve(path);
                Files.createDirectories(file.getParent());
                byte[] content = in.readNBytes(bytes);
                if (content.length < bytes) {
                    throw malformed("The bundle ends early.");
                }
                Files.write(file, content);
            }
        } catch (EOFException e) {
            throw malformed("The bundle ends early.");
        }
    }

    private static boolean isPath(String path) {
        return path.equals("checkpoint")
                || TilePath.parse(path).isPresent()
                || Handovers.isPath(path)
                || path.matches("payload/[0-9a-f]{2}/[0-9a-f]{62}");
    }

    private static Refused malformed(String message) {
        return Refusal.of("bundle-malformed", "", message).toException();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A folder with the files of a log. */
    private record FolderSource(Path folder) implements org.commonwatch.ledger.follow.LogSource {
        @Override
        public String name() {
            return "the bundle " + folder.getFileName();
        }

        @Override
        public Optional<byte[]> checkpoint() throws IOException {
            return resource("checkpoint", Note.BYTES_MAX);
        }

        @Override
        public Optional<byte[]> resource(String path, int bytesMax) throws IOException {
            Path file = folder.resolve(path);
            if (!isPath(path) || !Files.exists(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > bytesMax) {
                throw new IOException(path + " is longer than " + bytesMax + " bytes");
            }
            return Optional.of(Files.readAllBytes(file));
        }

        @Override
        public Optional<byte[]> payload(org.commonwatch.kernel.Digest statementId, int bytesMax) throws IOException {
            return resource(PayloadStore.path(statementId), bytesMax);
        }
    }
}
