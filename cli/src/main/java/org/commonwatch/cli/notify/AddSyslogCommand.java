package org.commonwatch.cli.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "syslog",
        header = "Sends RFC 5424 messages with structured data to a receiver.",
        footer = {
            "",
            "Examples:",
            "  commonwatch notify add syslog siem siem.harbour.example --transport tls --limit 1000 --window 1",
            "  commonwatch notify add syslog desk 192.0.2.7 --transport tcp --port 5514"
        })
final class AddSyslogCommand implements Callable<Integer> {
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

    @Parameters(index = "1", paramLabel = "HOST", description = "The receiver's name or address.")
    private String host = "";

    @Option(names = "--transport", paramLabel = "HOW", description = "udp (default), tcp or tls.")
    private @Nullable String transport;

    @Option(names = "--port", paramLabel = "N", description = "Its port (default 514, with tls 6514).")
    private @Nullable Integer port;

    @Option(names = "--facility", paramLabel = "N", description = "0 to 23 (default 16, local0).")
    private @Nullable Integer facility;

    private final Surroundings surroundings;

    AddSyslogCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        CommandSpec command = Objects.requireNonNull(spec);
        told.check(command);
        Usage.oneOf(command, "--transport", Optional.ofNullable(transport), List.of("udp", "tcp", "tls"));
        ObjectNode body = Json.object().put("name", name).put("kind", "syslog").put("host", host);
        ToldOptions.put(body, "transport", transport);
        ToldOptions.put(body, "port", port);
        ToldOptions.put(body, "facility", facility);
        told.write(body);
        return Adding.add(surroundings, at, answer, body);
    }
}
