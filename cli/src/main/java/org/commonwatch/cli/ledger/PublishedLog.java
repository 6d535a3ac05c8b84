package org.commonwatch.cli.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.tile.TilePath;
import org.commonwatch.ledger.verify.Trust;
import org.jspecify.annotations.Nullable;

/**
 * A log as it is published over HTTP (C2SP tlog-tiles): checkpoint, hash tiles and entry bundles are fetched into a
 * temporary folder and checked there. Payloads are not fetched.
 */
final class PublishedLog {
    private static final Pattern PATH = Pattern.compile("(.*/ledger/([A-Za-z0-9_-]{1,100}))/?");

    /** Trees of more entries than this are not fetched whole: some 40 GiB. */
    private static final long SIZE_MAX = 20_000_000;

    private final Node node;
    private final String prefix;
    private final String name;
    private final Path home;

    private PublishedLog(Node node, String prefix, String name, Path home) {
        this.node = node;
        this.prefix = prefix;
        this.name = name;
        this.home = home;
    }

    static Optional<PublishedLog> at(URI uri, NodeOptions options, Surroundings surroundings) {
        Matcher path = PATH.matcher(Optional.ofNullable(uri.getRawPath()).orElse(""));
        if (!path.matches()) {
            return Optional.empty();
        }
        Path home = options.homeOrUsual(surroundings);
        return Optional.of(new PublishedLog(options.nodeAt(uri, surroundings), path.group(1), path.group(2), home));
    }

    /** The keys this machine's own home has for a log of that name. */
    Optional<Trust> trustAtHome() throws Refused {
        Path keys = home.resolve("ledger").resolve(name + ".json");
        return Files.isRegularFile(keys) ? Optional.of(LedgerCheck.trust(keys)) : Optional.empty();
    }

    LedgerCheck.Outcome check(LogTrust trust, Progress progress) throws Refused {
        Path work = null;
        try {
            work = Files.createTempDirectory("commonwatch-verify-");
            Path folder = Files.createDirectory(work.resolve(name));
            fetch(folder, "checkpoint");
            SignedCheckpoint signed = SignedCheckpoint.open(
                    Files.readAllBytes(folder.resolve("checkpoint")), trust.origin(), trust.logKeys());
            if (signed.size() > SIZE_MAX) {
                throw Refusal.of(
                                "log-too-long",
                                "",
                                "The log has more than " + SIZE_MAX + " entries; verify a copy of its folder.")
                        .toException();
            }
            long done = 0;
            for (long index = 0; index * TilePath.WIDTH < signed.size(); index++) {
                TilePath tile = TilePath.inTree(0, index, signed.size()).orElseThrow();
                fetch(folder, new TilePath(TilePath.ENTRIES, index, tile.width()).text());
                progress.done(++done);
            }
            for (int level = 0; TilePath.inTree(level, 0, signed.size()).isPresent(); level++) {
                for (long index = 0;
                        TilePath.inTree(level, index, signed.size()).isPresent();
                        index++) {
                    fetch(
                            folder,
                            TilePath.inTree(level, index, signed.size())
                                    .orElseThrow()
                                    .text());
                    progress.done(++done);
                }
            }
            return trust.check(folder);
        } catch (IOException e) {
            throw new Fault("cannot keep the fetched log: " + e.getMessage(), e);
        } finally {
            delete(work);
        }
    }

    private void fetch(Path folder, String path) throws IOException, Refused {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            node.download(new ApiPath(prefix + "/" + path), out, count -> {});
        }
    }

    private static void delete(@Nullable Path work) {
        if (work == null) {
            return;
        }
        try (Stream<Path> inside = Files.walk(work)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new Fault("cannot delete the temporary folder " + work, e);
        }
    }
}
