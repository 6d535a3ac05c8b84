package org.commonwatch.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.cli.access.AccessCommands;
import org.commonwatch.cli.community.CommunityCommands;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Nearest;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.OutputClosed;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.erasure.ErasureCommands;
import org.commonwatch.cli.feeds.FeedCommands;
import org.commonwatch.cli.keeping.KeepingCommands;
import org.commonwatch.cli.keys.KeysCommands;
import org.commonwatch.cli.ledger.LedgerCommands;
import org.commonwatch.cli.lists.ListsCommands;
import org.commonwatch.cli.matching.MatchingCommands;
import org.commonwatch.cli.notify.NotifyCommands;
import org.commonwatch.cli.search.SearchCommands;
import org.commonwatch.cli.sharing.SharingCommands;
import org.commonwatch.cli.sim.SimCommands;
import org.commonwatch.cli.sources.SourceCommands;
import org.commonwatch.cli.stix.StixCommands;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The table of commands, and what becomes of their failures: one line on stderr and an exit code, never a trace for a "no". */
final class Commands {
    private Commands() {}

    /** Runs one command line; output is flushed when this returns. */
    static int run(Surroundings surroundings, String... arguments) {
        CommandLine line = line(surroundings, wanted(surroundings, arguments));
        try {
            int code = line.execute(arguments);
            surroundings.console().flush();
            return code;
        } catch (OutputClosed gone) {
            return Exit.FAULT;
        }
    }

    /** Every command, for help and for tests. */
    static CommandLine table(Surroundings surroundings) {
        return line(surroundings, commands(surroundings));
    }

    /** The one command that is named first, else all of them. */
    private static List<Offered> wanted(Surroundings surroundings, String... arguments) {
        List<Offered> all = commands(surroundings);
        List<Offered> named = arguments.length == 0
                ? List.of()
                : all.stream().filter(it -> it.name().equals(arguments[0])).toList();
        return named.isEmpty() ? all : named;
    }

    private static CommandLine line(Surroundings surroundings, List<Offered> offered) {
        Console console = surroundings.console();
        CommandLine line = new CommandLine(new RootCommand());
        offered.forEach(it -> line.addSubcommand(it.name(), it.command().get()));
        line.setOut(new PrintWriter(console.helpOutput(), true, java.nio.charset.StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.noteOutput(), true, java.nio.charset.StandardCharsets.UTF_8))
                .setUsageHelpWidth(Math.min(console.terminal().columns(), 120))
                .setParameterExceptionHandler((wrong, args) -> wrongUsage(console, wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(console, failure, parsed));
        return line;
    }

    private static List<Offered> commands(Surroundings surroundings) {
        return Stream.of(
                        SharingCommands.all(surroundings),
                        ErasureCommands.all(surroundings),
                        SearchCommands.all(surroundings),
                        FeedCommands.all(surroundings),
                        MatchingCommands.all(surroundings),
                        SourceCommands.all(surroundings),
                        NotifyCommands.all(surroundings),
                        ListsCommands.all(surroundings),
                        AccessCommands.all(surroundings),
                        CommunityCommands.all(surroundings),
                        LedgerCommands.all(surroundings),
                        SimCommands.all(surroundings),
                        StixCommands.all(surroundings),
                        KeepingCommands.all(surroundings),
                        KeysCommands.all(surroundings),
                        List.of(Offered.of("warm-up", () -> new WarmUpCommand(surroundings))))
                .flatMap(List::stream)
                .toList();
    }

    private static int wrongUsage(Console console, ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        console.note("commonwatch: " + SafeText.line(String.valueOf(wrong.getMessage())));
        meant(wrong).ifPresent(console::note);
        console.note("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }

    /** The command or option of this place that was meant, where a word is none. */
    private static Optional<String> meant(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return Optional.empty();
        }
        CommandSpec place = wrong.getCommandLine().getCommandSpec();
        return unmatched.getUnmatched().stream()
                .findFirst()
                .flatMap(typed -> Nearest.of(
                        typed,
                        typed.startsWith("-")
                                ? place.optionsMap().keySet()
                                : place.subcommands().keySet()))
                .map(word -> "Did you mean: " + place.qualifiedName() + " " + word);
    }

    private static int failed(Console console, Exception failure, ParseResult parsed) {
        boolean json = wantsJson(parsed);
        return switch (failure) {
            case OutputClosed gone -> Exit.FAULT;
            case ParameterException wrong -> wrongUsage(console, wrong);
            case Refused refused -> {
                complain(console, json, refused.refusal(), "refused: ");
                yield Exit.REFUSED;
            }
            case Fault fault -> {
                complain(console, json, Refusal.of("fault", "", String.valueOf(fault.getMessage())), "");
                yield Exit.FAULT;
            }
            case UncheckedIOException e -> {
                complain(console, json, Refusal.of("fault", "", e.getMessage() + ": " + e.getCause()), "");
                yield Exit.FAULT;
            }
            case IOException e -> {
                complain(console, json, Refusal.of("fault", "", String.valueOf(e.getMessage())), "");
                yield Exit.FAULT;
            }
            default -> {
                StringWriter trace = new StringWriter();
                failure.printStackTrace(new PrintWriter(trace));
                console.note(
                        "commonwatch: this is a mistake in Commonwatch, not in what you did; please report it with:");
                trace.toString().lines().map(SafeText::line).forEach(console::note);
                yield Exit.FAULT;
            }
        };
    }

    private static void complain(Console console, boolean json, Refusal refusal, String prefix) {
        console.note(
                "commonwatch: " + prefix + SafeText.line(prefix.isEmpty() ? refusal.message() : refusal.toString()));
        if (json) {
            console.print(Json.object()
                    .set(
                            "error",
                            Json.object()
                                    .put("code", refusal.code())
                                    .put("path", refusal.path())
                                    .put("message", refusal.message())
                                    .put("value", refusal.value())));
        }
    }

    private static boolean wantsJson(ParseResult parsed) {
        ParseResult deepest = parsed;
        while (deepest.hasSubcommand()) {
            deepest = deepest.subcommand();
        }
        return deepest.hasMatchedOption("--json");
    }
}
