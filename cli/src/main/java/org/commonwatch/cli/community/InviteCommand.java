package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.cli.http.SavedFile;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "invite",
        header = "Makes an invitation for one organisation.",
        description = {
            "",
            "It admits once. Give it to the organisation by a way that you trust: whoever has it can ask to be admitted. "
                    + "Before you confirm, compare the fingerprint with the organisation by telephone."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community invite harbour -o for-the-grid.invitation",
            "  commonwatch community invite harbour --expires 2d",
            "  commonwatch community invite harbour --fingerprint '7f3a 90c1 ...'   compared already: admits at once"
        })
final class InviteCommand implements Callable<Integer> {
    private static final Pattern VALID = Pattern.compile("([1-9][0-9]{0,4})([smhd])");

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "COMMUNITY", description = "Name of the community.")
    private String community = "";

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "How long it is good for: 12h, 7d (default), at most 90d.")
    private @Nullable String expires;

    @Option(
            names = "--fingerprint",
            paramLabel = "DIGITS",
            description =
                    "The key that is expected, as 'community status' shows it there; its owner is admitted at once.")
    private @Nullable String fingerprint;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the invitation to a file that only you can read.")
    private @Nullable Path output;

    private final Surroundings surroundings;

    InviteCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        ObjectNode body = Json.object();
        Optional.ofNullable(expires).ifPresent(time -> body.put("valid_seconds", seconds(time)));
        Optional.ofNullable(fingerprint).ifPresent(print -> body.put("fingerprint", print));
        JsonNode made = at.node(surroundings).post(ApiPath.of("communities", community, "invitations"), body);
        Optional<Path> file = Optional.ofNullable(output).map(surroundings.folder()::resolve);
        file.ifPresent(path -> save(path, Json.text(made, "file")));
        if (answer.json()) {
            surroundings.console().print(made);
        } else {
            surroundings.console().print(SafeText.line(Json.text(made, "link")));
            surroundings
                    .console()
                    .note("Good for one organisation until " + SafeText.line(Json.text(made, "expires"))
                            + "; it is shown only now. Take it back with: commonwatch community revoke "
                            + SafeText.line(community) + " " + SafeText.line(Json.text(made, "id")));
        }
        return Exit.DONE;
    }

    private long seconds(String text) {
        Matcher valid = VALID.matcher(text);
        if (!valid.matches()) {
            throw Usage.wrong(
                    Objects.requireNonNull(spec), "--expires is a number and s, m, h or d, for example 12h or 7d.");
        }
        long count = Long.parseLong(valid.group(1));
        Duration duration = switch (valid.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
        return duration.toSeconds();
    }

    private static void save(Path path, String text) {
        try (SavedFile saved = SavedFile.start(path, SavedFile.Readers.OWNER)) {
            saved.out().write((text + "\n").getBytes(StandardCharsets.UTF_8));
            saved.finish();
        } catch (IOException e) {
            throw new Fault("cannot write " + SafeText.line(path.toString()) + ": " + e.getMessage(), e);
        }
    }
}
