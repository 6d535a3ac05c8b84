package org.commonwatch.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a source; or, with the same description, shows how its first lines would be understood. */
@Command(
        name = "add",
        header = "Adds a source.",
        footer = {
            "",
            "Examples:",
            "  commonwatch source test web --kind file --path '/var/log/nginx/*.log' --zone Europe/Amsterdam",
            "  commonwatch source add web --kind file --path '/var/log/nginx/*.log' --from start",
            "  commonwatch source add devices --kind syslog --transport tcp --bind 0.0.0.0 --port 5514",
            "  commonwatch source add siem --kind push",
            "  commonwatch source add queue --kind mqtt --broker mqtts://broker.example --topic 'logs/#' --user node --password @node.password"
        })
final class SourceAddCommand implements Callable<Integer> {
    /** A file that holds a password holds little else. */
    private static final int SECRET_BYTES_MAX = 8 * 1024;

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A short name; stands on hits.")
    private String name = "";

    @Option(names = "--kind", required = true, paramLabel = "KIND", description = "file, syslog, push or mqtt.")
    private String kind = "";

    @Option(
            names = "--path",
            paramLabel = "PATTERN",
            description = "For file: an absolute path on the node's machine, with * and ** where it varies; in quotes.")
    private @Nullable String path;

    @Option(names = "--depth", paramLabel = "N", description = "For file: folders deep that ** looks into (default 4).")
    private @Nullable Integer depth;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            description = "For file: read what is there from its start or its end (default end).")
    private @Nullable String from;

    @Option(names = "--transport", paramLabel = "HOW", description = "For syslog: udp (default), tcp or tls.")
    private @Nullable String transport;

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            description = "For syslog: address to listen on (default 127.0.0.1).")
    private @Nullable String bind;

    @Option(names = "--port", paramLabel = "N", description = "For syslog: port to listen on; 0 takes a free one.")
    private @Nullable Integer port;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "For syslog over tls: certificate chain (PEM).")
    private @Nullable String tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "For syslog over tls: its private key (PEM).")
    private @Nullable String tlsKey;

    @Option(
            names = "--tls-clients",
            paramLabel = "FILE",
            description = "For syslog over tls: let only clients in whose certificate these authorities signed (PEM).")
    private @Nullable String tlsClients;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "For mqtt: mqtt://HOST:PORT, or mqtts://HOST:PORT with TLS.")
    private @Nullable String broker;

    @Option(names = "--topic", paramLabel = "FILTER", description = "For mqtt: what to ask for, such as 'logs/#'.")
    private @Nullable String topic;

    @Option(
            names = "--client",
            paramLabel = "ID",
            description = "For mqtt: the name the broker knows this source by (default: one of its own).")
    private @Nullable String client;

    @Option(names = "--user", paramLabel = "NAME", description = "For mqtt: who to sign in as.")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "TEXT",
            description = "For mqtt: password or token. @FILE reads it from a file, which keeps it out of the list of"
                    + " processes. Never shown again.")
    private @Nullable String password;

    @Option(
            names = "--keep-hours",
            paramLabel = "N",
            description = "For mqtt: for how long the broker keeps what comes while the node is away (default 168).")
    private @Nullable Integer keepHours;

    @Option(names = "--format", paramLabel = "FORMAT", description = "What its lines are (default auto: found out).")
    private @Nullable String format;

    @Option(names = "--zone", paramLabel = "ZONE", description = "Time zone of times that name none (default UTC).")
    private @Nullable String zone;

    @Option(names = "--no-memory", description = "Keep no values to look back for later indicators.")
    private boolean noMemory;

    private final Surroundings surroundings;
    private final boolean test;

    /** @param test only show how lines would be understood */
    SourceAddCommand(Surroundings surroundings, boolean test) {
        this.surroundings = surroundings;
        this.test = test;
    }

    @Override
    public Integer call() throws Refused {
        CommandSpec command = Objects.requireNonNull(spec);
        Usage.oneOf(command, "--kind", Optional.of(kind), List.of("file", "syslog", "push", "mqtt"));
        Usage.oneOf(command, "--from", Optional.ofNullable(from), List.of("start", "end"));
        Usage.oneOf(command, "--transport", Optional.ofNullable(transport), List.of("udp", "tcp", "tls"));
        ApiPath where = test ? ApiPath.of("sources", "test") : ApiPath.of("sources");
        JsonNode done = at.node(surroundings).post(where, body());
        if (answer.json()) {
            surroundings.console().print(done);
        } else if (test) {
            show(done);
        } else {
            surroundings
                    .console()
                    .print("added " + SafeText.line(name) + "; see: commonwatch source show " + SafeText.line(name));
        }
        return Exit.DONE;
    }

    private ObjectNode body() {
        ObjectNode body = Json.object().put("name", name).put("kind", kind);
        put(body, "path", path);
        put(body, "from", from);
        put(body, "transport", transport);
        put(body, "bind", bind);
        put(body, "tls_cert", tlsCert);
        put(body, "tls_key", tlsKey);
        put(body, "tls_clients", tlsClients);
        put(body, "broker", broker);
        put(body, "topic", topic);
        put(body, "client", client);
        put(body, "user", user);
        put(body, "password", password == null ? null : secret(password));
        put(body, "format", format);
        put(body, "zone", zone);
        Optional.ofNullable(depth).ifPresent(it -> body.put("depth", it.intValue()));
        Optional.ofNullable(port).ifPresent(it -> body.put("port", it.intValue()));
        Optional.ofNullable(keepHours).ifPresent(it -> body.put("keep_hours", it.intValue()));
        if (noMemory) {
            body.put("remember", false);
        }
        return body;
    }

    private String secret(String given) {
        if (!given.startsWith("@")) {
            return given;
        }
        Path file = surroundings.folder().resolve(given.substring(1));
        try {
            if (Files.size(file) > SECRET_BYTES_MAX) {
                throw new Fault(SafeText.line(file.toString()) + " is too long for a password");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    private static void put(ObjectNode body, String property, @Nullable String value) {
        if (value != null) {
            body.put(property, value);
        }
    }

    private void show(JsonNode tasted) {
        Table table = new Table()
                .column("FORMAT")
                .column("TIME")
                .column("BY")
                .column("FIELDS")
                .column("LINE");
        for (JsonNode line : tasted.path("lines")) {
            table.row(
                    Json.text(line, "format"),
                    Json.text(line, "time"),
                    Json.text(line, "time_basis"),
                    line.path("fields").toString(),
                    Json.text(line, "text"));
        }
        surroundings.console().print(table);
        surroundings
                .console()
                .note(SafeText.line(Json.text(tasted, "file")) + ", the first of "
                        + tasted.path("files").asInt()
                        + " files: " + SafeText.line(Json.text(tasted, "format")) + ", "
                        + tasted.path("percent").asInt() + " % of lines");
    }
}
