package org.commonwatch.cli.feeds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.cli.http.WebFile;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "add",
        header = "Adds a feed.",
        description = {
            "",
            "The node fetches it now and then by schedule, asks only for what changed, and backs off after errors."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch feed add partner https://taxii.example.org/api1/collections/91a7/ --kind taxii --header @partner.header",
            "  commonwatch feed add botnets https://feeds.example.org/c2.txt --kind text --every 60 --vanished expire",
            "  commonwatch feed add csirt https://csirt.example.net/ioc.csv --kind csv --columns value=ioc,kind=type --licence CC0"
        })
final class FeedAddCommand implements Callable<Integer> {
    private static final int MINUTES_MAX = 60 * 24 * 31;
    private static final int HEADER_BYTES_MAX = 8 * 1024;

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "A short name for lists and as the source of what comes.")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "URL",
            description = "Where it is; for TAXII the collection, for MISP the folder of manifest.json.")
    private String url = "";

    @Option(names = "--kind", required = true, paramLabel = "KIND", description = "taxii, misp, csv or text.")
    private String kind = "";

    @Option(names = "--every", paramLabel = "MINUTES", description = "How often to ask (default 60).")
    private int everyMinutes = 60;

    @Option(
            names = "--header",
            paramLabel = "LINE|@FILE",
            description =
                    "A header to authenticate with, as 'Name: value'. @FILE reads it from a file, which keeps it out of "
                            + "the process list and your shell's history.")
    private @Nullable String header;

    @Option(
            names = "--licence",
            paramLabel = "TEXT",
            description = "Under which terms it may be used; shown with what it brings.")
    private @Nullable String licence;

    @Option(
            names = "--vanished",
            paramLabel = "WHAT",
            description = "When a value leaves the feed: keep (default), expire or recall.")
    private String vanished = "keep";

    @Option(names = "--columns", paramLabel = "MAP", description = "For CSV: field=column pairs, as for import.")
    private @Nullable String columns;

    private final Surroundings surroundings;

    FeedAddCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        CommandSpec command = Objects.requireNonNull(spec);
        Usage.oneOf(command, "--kind", Optional.of(kind), List.of("taxii", "misp", "csv", "text"));
        Usage.oneOf(command, "--vanished", Optional.of(vanished), List.of("keep", "expire", "recall"));
        if (WebFile.parse(url).isEmpty()) {
            throw Usage.wrong(command, "URL is a well-formed http or https address.");
        }
        if (everyMinutes < 1 || everyMinutes > MINUTES_MAX) {
            throw Usage.wrong(command, "--every is from 1 to " + MINUTES_MAX + " minutes.");
        }
        ObjectNode body = Json.object()
                .put("name", name)
                .put("kind", kind)
                .put("url", url)
                .put("every_minutes", everyMinutes)
                .put("vanished", vanished);
        Optional.ofNullable(header).ifPresent(it -> body.put("header", headerLine(command, it)));
        Optional.ofNullable(licence).ifPresent(it -> body.put("licence", it));
        Optional.ofNullable(columns).ifPresent(it -> body.put("columns", it));
        var added = at.node(surroundings).post(ApiPath.of("feeds"), body);
        if (answer.json()) {
            surroundings.console().print(added);
        } else {
            surroundings.console().print("added " + SafeText.line(name) + "; see: commonwatch feed list");
        }
        return Exit.DONE;
    }

    private String headerLine(CommandSpec command, String given) {
        String line = given.startsWith("@") ? read(surroundings.folder().resolve(given.substring(1))) : given;
        if (!line.contains(":") || !line.equals(SafeText.line(line))) {
            throw Usage.wrong(command, "--header is one line of the form 'Name: value'.");
        }
        return line;
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > HEADER_BYTES_MAX) {
                throw new Fault(SafeText.line(file.toString()) + " is too long for one header line");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }
}
