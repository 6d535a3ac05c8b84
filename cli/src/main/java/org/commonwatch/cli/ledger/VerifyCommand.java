package org.commonwatch.cli.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.cli.http.WebFile;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.verify.Report;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        header = "Recomputes a ledger from its files and names the first wrong byte of each that is wrong.",
        description = {
            "",
            "Needs no node and may run beside one. Checks the checkpoint's signature, every tile and entry, each statement's "
                    + "signature and place, each payload against its commitment. Without an argument: all logs of this home. "
                    + "DIR is a home, its ledger folder, or one log's folder; URL is a log as a node or a mirror serves it "
                    + "(http.../ledger/NAME), of which checkpoint, tiles and entries are fetched and checked. FILE is one object "
                    + "that a member of a community disclosed; what it proves is printed, and the object.",
            "",
            "Exit code 1 when something is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch verify",
            "  commonwatch verify /mnt/backup/commonwatch-home --json",
            "  commonwatch verify http://127.0.0.1:8080/ledger/community",
            "  commonwatch verify http://127.0.0.1:8080/ledger/harbour --policy harbour.policy",
            "  commonwatch verify seen.disclosure --policy harbour.policy",
            "  commonwatch verify /srv/mirror/community --key 'commonwatch/community/b3a1...+2120710f+AQe1...'"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int LINES_MAX = 50;

    /** A policy of thirty cosigners has some 60 KB. */
    private static final int POLICY_BYTES_MAX = 256 * 1024;

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR|URL|FILE", description = "What to check; default: this node's home.")
    private @Nullable String target;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "The log's public key as you know it (name+id+key), instead of the one that lies beside the log.")
    private @Nullable String key;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "A community's policy (C2SP tlog-policy): the checkpoint must have its quorum's cosignatures. "
                            + "The log's key is taken from it; see: commonwatch community policy.")
    private @Nullable Path policy;

    private final Surroundings surroundings;

    VerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        if (key != null && policy != null) {
            throw wrong("--key and --policy say the same in two ways; give one.");
        }
        Optional<LogTrust> given = given();
        Optional<Path> file = file();
        if (file.isPresent()) {
            LogTrust trust = given.orElseThrow(
                    () -> wrong(
                            "A file is taken for an object that 'community disclose' wrote, which its community's policy checks: give that with --policy."));
            return DisclosedCheck.of(file.orElseThrow(), trust.policy()).report(surroundings.console(), answer.json());
        }
        List<LedgerCheck.Outcome> outcomes;
        try (Progress progress = surroundings.console().progress("verifying", 0)) {
            outcomes = target != null && WebFile.isAddress(target)
                    ? List.of(remote(target, given, progress))
                    : local(given);
        }
        if (answer.json()) {
            surroundings.console().print(json(outcomes));
        } else {
            outcomes.forEach(outcome -> print(surroundings.console(), outcome));
        }
        return outcomes.stream().allMatch(outcome -> outcome.problems().isEmpty()) ? Exit.DONE : Exit.REFUSED;
    }

    /** The target when it is a file, which no log is. */
    private Optional<Path> file() {
        return Optional.ofNullable(target)
                .filter(named -> !WebFile.isAddress(named))
                .map(named -> surroundings.folder().resolve(named).normalize())
                .filter(Files::isRegularFile);
    }

    private List<LedgerCheck.Outcome> local(Optional<LogTrust> given) throws Refused {
        Path folder = target == null
                ? at.homeOrUsual(surroundings)
                : surroundings.folder().resolve(target).normalize();
        if (!Files.isDirectory(folder)) {
            throw wrong("There is no folder " + SafeText.line(folder.toString()) + ".");
        }
        if (Files.exists(folder.resolve("checkpoint")) || given.isPresent()) {
            return List.of(given.isPresent() ? given.orElseThrow().check(folder) : LedgerCheck.one(folder));
        }
        Path ledger = Files.isDirectory(folder.resolve("ledger")) ? folder.resolve("ledger") : folder;
        List<LedgerCheck.Outcome> outcomes = LedgerCheck.all(ledger);
        if (outcomes.isEmpty()) {
            throw wrong("There is no log in " + SafeText.line(folder.toString()) + ".");
        }
        return outcomes;
    }

    private LedgerCheck.Outcome remote(String address, Optional<LogTrust> given, Progress progress) throws Refused {
        URI uri = WebFile.parse(address)
                .orElseThrow(() -> wrong("Only well-formed http and https addresses are fetched."));
        PublishedLog log = PublishedLog.at(uri, at, surroundings)
                .orElseThrow(() -> wrong("URL ends in /ledger/NAME, the log to check."));
        Optional<LogTrust> trust = given.isPresent() ? given : log.trustAtHome().map(LogTrust.Keys::new);
        return log.check(
                trust.orElseThrow(
                        () -> wrong("The log's public key is not known here; give it with --key or --policy.")),
                progress);
    }

    private Optional<LogTrust> given() throws Refused {
        if (policy != null) {
            Path file = surroundings.folder().resolve(policy);
            try {
                if (Files.size(file) > POLICY_BYTES_MAX) {
                    throw wrong("The policy is longer than " + POLICY_BYTES_MAX + " bytes.");
                }
                return Optional.of(new LogTrust.Quorum(Policy.parse(Files.readAllBytes(file))));
            } catch (IOException e) {
                throw wrong("The policy cannot be read: " + SafeText.line(String.valueOf(e.getMessage())));
            }
        }
        return key == null ? Optional.empty() : Optional.of(new LogTrust.Keys(LedgerCheck.trustIn(NoteKey.parse(key))));
    }

    private RuntimeException wrong(String sentence) {
        return Usage.wrong(Objects.requireNonNull(spec), sentence);
    }

    private static void print(Console console, LedgerCheck.Outcome outcome) {
        String verdict = outcome.problems().isEmpty() ? "intact" : "DAMAGED";
        String counts = outcome.report().map(VerifyCommand::counts).orElse("");
        console.print(SafeText.line(outcome.name() + ": " + verdict + counts));
        outcome.problems().stream().limit(LINES_MAX).forEach(problem -> console.print("  " + SafeText.line(problem)));
        if (outcome.problems().size() > LINES_MAX) {
            console.print("  and " + (outcome.problems().size() - LINES_MAX) + " more; --json lists them");
        }
        outcome.report().ifPresent(report -> {
            report.voids().stream().limit(LINES_MAX).forEach(entry -> console.print("  void: " + SafeText.line(entry)));
            report.erasures().stream().limit(LINES_MAX).forEach(gone -> console.print("  " + SafeText.line(gone)));
            report.toErase().stream().limit(LINES_MAX).forEach(here -> console.print("  " + SafeText.line(here)));
            report.unreferencedFiles().stream()
                    .limit(LINES_MAX)
                    .forEach(file -> console.print("  belongs to no entry: " + SafeText.line(file)));
        });
    }

    private static String counts(Report report) {
        StringBuilder counts = new StringBuilder(", ")
                .append(report.size())
                .append(report.size() == 1 ? " entry" : " entries")
                .append(", payloads: ")
                .append(report.payloadsPresent())
                .append(" present, ")
                .append(report.payloadsErased())
                .append(" erased, ")
                .append(report.payloadsPending())
                .append(" not here");
        if (report.uncheckedSignatures() > 0) {
            counts.append("; ").append(report.uncheckedSignatures()).append(" signatures of unknown keys not checked");
        }
        return counts.toString();
    }

    private static ObjectNode json(List<LedgerCheck.Outcome> outcomes) {
        ArrayNode logs = JsonNodeFactory.instance.arrayNode();
        for (LedgerCheck.Outcome outcome : outcomes) {
            ObjectNode log = logs.addObject()
                    .put("name", outcome.name())
                    .put("intact", outcome.problems().isEmpty());
            log.set("problems", Json.array(outcome.problems()));
            outcome.report().ifPresent(report -> {
                log.put("size", report.size())
                        .put("payloads_present", report.payloadsPresent())
                        .put("payloads_erased", report.payloadsErased())
                        .put("payloads_pending", report.payloadsPending())
                        .put("unchecked_signatures", report.uncheckedSignatures());
                log.set("voids", Json.array(report.voids()));
                log.set("erasures", Json.array(report.erasures()));
                log.set("to_erase", Json.array(report.toErase()));
                log.set("unreferenced_files", Json.array(report.unreferencedFiles()));
            });
        }
        return Json.object().set("logs", logs);
    }
}
