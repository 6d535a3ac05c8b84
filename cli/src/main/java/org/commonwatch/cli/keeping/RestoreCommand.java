package org.commonwatch.cli.keeping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.keys.HomeVault;
import org.commonwatch.cli.ledger.LedgerCheck;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.vault.Vault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        header = "Unpacks a backup into an empty folder and checks it. Needs no node.",
        description = {
            "",
            "The folder appears only when the whole backup was unpacked; a backup that is damaged, incomplete or of a "
                    + "newer release is refused and leaves nothing behind. Start the node on it afterwards; it rebuilds "
                    + "its index first.",
            "",
            "The keys in it stay locked. On the machine where the backup was made the node finds what opens them; elsewhere "
                    + "bring the secret, or the owner's recovery file with --recovery, which makes a new secret here.",
            "",
            "Never run a restored node beside the one that was backed up: both would sign with the same keys."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch restore commonwatch-2026-11-22.tar --home /srv/commonwatch",
            "  commonwatch restore commonwatch-2026-11-22.tar --home /srv/commonwatch --recovery harbour.recovery",
            "  commonwatch up --home /srv/commonwatch"
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private Path backup = Path.of("");

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIR",
            description = "The folder to restore into; missing or empty.")
    private Path home = Path.of("");

    @Option(
            names = "--recovery",
            paramLabel = "FILE",
            description = "The owner's recovery file, when the secret is not on this machine.")
    private @Nullable Path recovery;

    private final Surroundings surroundings;

    RestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Path file = surroundings.folder().resolve(backup);
        Path target = surroundings.folder().resolve(home).normalize();
        if (!Files.isRegularFile(file)) {
            throw Usage.wrong(Objects.requireNonNull(spec), "There is no file " + SafeText.line(file.toString()) + ".");
        }
        Path fresh = target.resolveSibling(target.getFileName() + ".restoring");
        try {
            refuseUnlessEmpty(target);
            Map<String, Unpacking.Part> parts = unpack(file, fresh);
            Files.deleteIfExists(target);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            HomeVault keys = new HomeVault(target, surroundings);
            if (recovery != null) {
                keys.recover(surroundings.folder().resolve(recovery));
            }
            report(target, parts, keys);
            return Exit.DONE;
        } catch (IOException e) {
            throw new Fault("restoring into " + SafeText.line(target.toString()) + " failed: " + e.getMessage(), e);
        }
    }

    private Map<String, Unpacking.Part> unpack(Path file, Path fresh) throws IOException, Refused {
        Files.createDirectories(Objects.requireNonNull(fresh.toAbsolutePath().getParent()));
        try {
            Unpacking.makePrivateFolder(fresh);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw Refusal.of(
                            "restore-unfinished",
                            "",
                            "An earlier restore was interrupted or another one runs; delete " + fresh
                                    + " if none does.")
                    .toException();
        }
        boolean complete = false;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 256 * 1024);
                Progress progress = surroundings.console().progress("restoring", Files.size(file))) {
            refuseCompressed(in);
            Map<String, Unpacking.Part> parts = new Unpacking(fresh).unpack(new TarReader(in), progress::done);
            BackupFormat.check(fresh);
            refuseDamaged(fresh.resolve("ledger"));
            complete = true;
            return parts;
        } finally {
            if (!complete) {
                Unpacking.delete(fresh);
            }
        }
    }

    private static void refuseDamaged(Path ledger) throws Refused {
        if (!Files.isDirectory(ledger)) {
            return;
        }
        for (LedgerCheck.Outcome log : LedgerCheck.all(ledger)) {
            if (!log.problems().isEmpty()) {
                throw Refusal.of(
                                "backup-damaged",
                                "ledger/" + log.name(),
                                "The ledger in the backup is damaged: "
                                        + log.problems().getFirst())
                        .toException();
            }
        }
    }

    private static void refuseUnlessEmpty(Path target) throws IOException, Refused {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw Refusal.of("restore-not-empty", "", target + " is not a folder.")
                    .toException();
        }
        try (Stream<Path> inside = Files.list(target)) {
            if (inside.findAny().isPresent()) {
                throw Refusal.of("restore-not-empty", "", target + " is not empty; a restore never overwrites a home.")
                        .toException();
            }
        }
    }

    private static void refuseCompressed(InputStream in) throws IOException, Refused {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        if (gzip) {
            throw Refusal.of("backup-compressed", "byte 0", "The backup is compressed; unpack it first with gunzip.")
                    .toException();
        }
    }

    /** What is still needed to start the node; empty when nothing is, or the backup is older than locked keys. */
    private static Optional<String> needs(HomeVault keys) throws Refused {
        Optional<Vault.Closed> vault = keys.look();
        if (vault.isEmpty()) {
            return Optional.empty();
        }
        return vault.orElseThrow().secret()
                ? keys.obstacle().map(Refusal::message)
                : Optional.of("Its keys are locked with a passphrase; the node asks for it on the terminal.");
    }

    private void report(Path target, Map<String, Unpacking.Part> parts, HomeVault keys) throws Refused {
        Console console = surroundings.console();
        Optional<String> needs = needs(keys);
        if (answer.json()) {
            ObjectNode restored = Json.object();
            parts.forEach((name, part) ->
                    restored.set(name, Json.object().put("files", part.files()).put("bytes", part.bytes())));
            ObjectNode json = Json.object().put("home", target.toString());
            needs.ifPresent(what -> json.put("needs", what));
            console.print(json.set("restored", restored));
            return;
        }
        Table table = new Table().wholeColumn("RESTORED").column("FILES").column("SIZE");
        parts.forEach((name, part) -> table.row(name, Long.toString(part.files()), Progress.bytes(part.bytes())));
        console.print(table);
        needs.ifPresent(what -> console.print("! " + SafeText.line(what)));
        console.print("Start it with: commonwatch up --home " + SafeText.line(target.toString()));
    }
}
