package org.commonwatch.cli.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
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
        name = "webhook",
        header = "Posts signed JSON to an address; prints the secret that signs, once.",
        footer = {
            "",
            "Examples:",
            "  commonwatch notify add webhook soc https://soc.example/hook --verdict let-through",
            "  commonwatch notify add webhook siem https://siem.example/in --header @siem.header --limit 1000 --window 1"
        })
final class AddWebhookCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private ToldOptions told = new ToldOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "A short name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "URL", description = "Where to post.")
    private String url = "";

    @Option(
            names = "--header",
            paramLabel = "LINE|@FILE",
            description = "A header the server knows this node by, as 'Name: value'; @FILE reads it from a file.")
    private @Nullable String header;

    private final Surroundings surroundings;

    AddWebhookCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        CommandSpec command = Objects.requireNonNull(spec);
        told.check(command);
        if (WebFile.parse(url).isEmpty()) {
            throw Usage.wrong(command, "URL is a well-formed http or https address.");
        }
        ObjectNode body = Json.object().put("name", name).put("kind", "webhook").put("url", url);
        Optional.ofNullable(header).ifPresent(line -> body.put("header", headerLine(command, line)));
        told.write(body);
        return Adding.add(surroundings, at, answer, body);
    }

    private String headerLine(CommandSpec command, String given) {
        String line = given.startsWith("@") ? Adding.read(surroundings, given.substring(1)) : given;
        if (!line.contains(":") || !line.equals(SafeText.line(line))) {
            throw Usage.wrong(command, "--header is one line of the form 'Name: value'.");
        }
        return line;
    }
}
