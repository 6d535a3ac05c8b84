package org.commonwatch.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
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

@Command(
        name = "create",
        header = "Makes a token and prints it, once.",
        description = {"", "The node keeps only a hash: a lost token is revoked and made again."},
        footer = {
            "",
            "Examples:",
            "  commonwatch token create siem",
            "  commonwatch token create partner-feed --collection community --max-tlp green --expires 90d",
            "  commonwatch token create collector --rights write --expires 2026-12-31",
            "  commonwatch token create firewall --own",
            "  commonwatch token create shipper --rights push --source siem"
        })
final class TokenCreateCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "What the token is for; names it in lists and logs.")
    private String name = "";

    @Option(names = "--collection", paramLabel = "NAME", description = "Only this collection.")
    private @Nullable String collection;

    @Option(names = "--rights", paramLabel = "RIGHTS", description = "read (default), write or push.")
    private String rights = "read";

    @Option(names = "--source", paramLabel = "NAME", description = "With --rights push: the source it pushes to.")
    private @Nullable String source;

    @Option(
            names = "--own",
            description = "For your own firewalls, resolvers and sensors: feeds hold what you did not share as well."
                    + " Objects, hits and pages of your own stay closed.")
    private boolean own;

    @Option(
            names = "--max-tlp",
            paramLabel = "TLP",
            description = "Show nothing marked above: clear, green, amber, amber+strict, red.")
    private @Nullable String maxTlp;

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "A date (2026-12-31), a time (RFC 3339), or days from now (90d).")
    private @Nullable String expires;

    private final Surroundings surroundings;

    TokenCreateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        CommandSpec command = Objects.requireNonNull(spec);
        Usage.oneOf(command, "--rights", Optional.of(rights), List.of("read", "write", "push"));
        Usage.oneOf(
                command,
                "--max-tlp",
                Optional.ofNullable(maxTlp),
                List.of("clear", "green", "amber", "amber+strict", "red"));
        ObjectNode body = Json.object().put("name", name).put("rights", rights);
        if (own) {
            body.put("own", true);
        }
        Optional.ofNullable(source).ifPresent(it -> body.put("source", it));
        Optional.ofNullable(collection).ifPresent(it -> body.put("collection", it));
        Optional.ofNullable(maxTlp).ifPresent(it -> body.put("max_tlp", it));
        Optional.ofNullable(expires)
                .ifPresent(it -> body.put(
                        "expires", expiry(command, surroundings.clock(), it).toString()));
        JsonNode made = at.node(surroundings).post(ApiPath.of("tokens"), body);
        Console console = surroundings.console();
        if (answer.json()) {
            console.print(made);
        } else {
            console.print(SafeText.line(Json.text(made, "token")));
            console.note("This is the only time the token is shown. Revoke it with: commonwatch token revoke "
                    + SafeText.line(name));
        }
        return Exit.DONE;
    }

    private static Instant expiry(CommandSpec command, Clock clock, String text) {
        Instant when = Expiry.parse(text, clock)
                .orElseThrow(() -> Usage.wrong(
                        command,
                        "--expires is a date (2026-12-31), a time (2026-12-31T18:00:00Z) or days from now (90d)."));
        if (!when.isAfter(clock.instant())) {
            throw Usage.wrong(command, "--expires lies in the past.");
        }
        return when;
    }
}
