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
        name = "mail",
        header = "Sends mail through a server.",
        footer = {
            "",
            "Examples:",
            "  commonwatch notify add mail duty mail.harbour.example --from commonwatch@harbour.example \\",
            "    --to duty@harbour.example --user commonwatch --password-file mail.password --quiet 22:00-07:00",
            "  commonwatch notify add mail weekly 127.0.0.1 --security none --from a@b.example --to c@d.example \\",
            "    --digest always --digest-every 10080"
        })
final class AddMailCommand implements Callable<Integer> {
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

    @Parameters(index = "1", paramLabel = "HOST", description = "The mail server's name or address.")
    private String host = "";

    @Option(names = "--from", required = true, paramLabel = "ADDRESS", description = "Who the mail is from.")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "ADDRESS", description = "Who gets it; may be repeated.")
    private List<String> to = List.of();

    @Option(
            names = "--security",
            paramLabel = "HOW",
            description = "starttls (default): encrypted or nothing is sent; implicit: TLS from the start; none.")
    private @Nullable String security;

    @Option(names = "--port", paramLabel = "N", description = "Its port (default 587; implicit 465; none 25).")
    private @Nullable Integer port;

    @Option(names = "--user", paramLabel = "NAME", description = "Who logs in, if the server asks for it.")
    private @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file with the password of --user.")
    private @Nullable String passwordFile;

    private final Surroundings surroundings;

    AddMailCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        CommandSpec command = Objects.requireNonNull(spec);
        told.check(command);
        Usage.oneOf(command, "--security", Optional.ofNullable(security), List.of("starttls", "implicit", "none"));
        if ((user == null) != (passwordFile == null)) {
            throw Usage.wrong(command, "--user and --password-file are given together, or neither.");
        }
        ObjectNode body = Json.object()
                .put("name", name)
                .put("kind", "mail")
                .put("host", host)
                .put("from", from);
        body.set("to", Json.array(to));
        ToldOptions.put(body, "security", security);
        ToldOptions.put(body, "port", port);
        ToldOptions.put(body, "user", user);
        Optional.ofNullable(passwordFile).ifPresent(file -> body.put("password", Adding.read(surroundings, file)));
        told.write(body);
        return Adding.add(surroundings, at, answer, body);
    }
}
