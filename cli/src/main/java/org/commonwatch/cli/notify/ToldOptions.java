package org.commonwatch.cli.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Usage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which hits a channel tells of, and how often: the same for every kind. */
final class ToldOptions {
    @Option(names = "--kinds", paramLabel = "KINDS", description = "Only these kinds of values, such as domain,url.")
    private @Nullable String kinds;

    @Option(names = "--min-confidence", paramLabel = "N", description = "Only indicators that state at least this.")
    private @Nullable Integer confidenceMin;

    @Option(
            names = "--verdict",
            paramLabel = "WHICH",
            description = "any (default), let-through: not blocked, or blocked: only what was.")
    private @Nullable String verdict;

    @Option(names = "--source", paramLabel = "NAME", description = "Only lines of this source; * for any characters.")
    private @Nullable String source;

    @Option(names = "--asset", paramLabel = "NAME", description = "Only this own asset; * for any characters.")
    private @Nullable String asset;

    @Option(
            names = "--max-tlp",
            paramLabel = "TLP",
            description = "Nothing marked above: amber+strict (default) or red.")
    private @Nullable String maxTlp;

    @Option(names = "--include-line", description = "Tell the first line of a hit too: your telemetry leaves the node.")
    private boolean includeLine;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many messages in a window (default 10).")
    private @Nullable Integer limit;

    @Option(names = "--window", paramLabel = "MINUTES", description = "Length of the window (default 10).")
    private @Nullable Integer windowMinutes;

    @Option(
            names = "--digest",
            paramLabel = "WHEN",
            description = "after (default): what is beyond the limit is told together; always: never one by one.")
    private @Nullable String digest;

    @Option(
            names = "--digest-every",
            paramLabel = "MINUTES",
            description = "From the first hit held back to its digest (default 60).")
    private @Nullable Integer digestMinutes;

    @Option(names = "--quiet", paramLabel = "HOURS", description = "Hold back from and to, such as 22:00-07:00.")
    private @Nullable String quiet;

    @Option(names = "--zone", paramLabel = "ZONE", description = "Time zone of --quiet (default UTC).")
    private @Nullable String zone;

    void check(CommandSpec command) {
        Usage.oneOf(command, "--verdict", Optional.ofNullable(verdict), List.of("any", "let-through", "blocked"));
        Usage.oneOf(command, "--max-tlp", Optional.ofNullable(maxTlp), List.of("amber+strict", "red"));
        Usage.oneOf(command, "--digest", Optional.ofNullable(digest), List.of("after", "always"));
    }

    void write(ObjectNode body) {
        if (kinds != null) {
            body.set("kinds", Json.array(Arrays.asList(kinds.split("\\s*,\\s*"))));
        }
        put(body, "min_confidence", confidenceMin);
        put(body, "verdict", verdict);
        put(body, "source", source);
        put(body, "asset", asset);
        put(body, "max_tlp", maxTlp);
        put(body, "limit", limit);
        put(body, "window_minutes", windowMinutes);
        put(body, "digest", digest);
        put(body, "digest_minutes", digestMinutes);
        put(body, "quiet", quiet);
        put(body, "zone", zone);
        if (includeLine) {
            body.put("include_line", true);
        }
    }

    static void put(ObjectNode body, String property, @Nullable String value) {
        if (value != null) {
            body.put(property, value);
        }
    }

    static void put(ObjectNode body, String property, @Nullable Integer value) {
        if (value != null) {
            body.put(property, value.intValue());
        }
    }
}
