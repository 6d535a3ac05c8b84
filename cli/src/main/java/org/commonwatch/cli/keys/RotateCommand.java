package org.commonwatch.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Asking;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rotate",
        header = "Gives this organisation a new key to speak with and one to be encrypted to, in every community.",
        description = {
            "",
            "First the preview. The old key signs over to the new one in the log of each community; from that entry on what "
                    + "the old one signs is void. What was said stays this organisation's, and so does the right to recall "
                    + "and erase it. The name stays. Nothing can be shared in a community between asking and that entry.",
            "",
            "With --cosigner the node gets a new key to cosign with as well. It goes on with the old one until the steward's "
                    + "node has stated a policy that asks for the new one; what it signed with the old one binds the new one. Use "
                    + "it too in a home that was restored from a backup, which has no key to cosign with.",
            "",
            "Not changed: the keys of logs that this node orders, and the key of the home log, which nobody else reads. Run it "
                    + "again to see what waits. If the old key is lost, a new home takes its place: 'up --replaces' and the "
                    + "steward's 'community rekey'."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch keys rotate --preview",
            "  commonwatch keys rotate",
            "  commonwatch keys rotate --cosigner",
            "  commonwatch keys rotate --cosigner --compromised --yes"
        })
final class RotateCommand implements Callable<Integer> {
    /** Entries are final within a second where the cosigners are up. */
    private static final int LOOKS_MAX = 50;

    private static final int LOOK_MILLIS = 200;

    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--compromised", description = "Say in the log that somebody else could have the old key.")
    private boolean compromised;

    @Option(names = "--cosigner", description = "Change the key with which this node cosigns as well.")
    private boolean cosigner;

    @Option(names = "--preview", description = "Show where keys would change, and change nothing.")
    private boolean previewOnly;

    @Option(
            names = {"-y", "--yes"},
            description = "Change without asking.")
    private boolean yes;

    private final Surroundings surroundings;

    RotateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Console console = surroundings.console();
        Asking.check(
                Objects.requireNonNull(spec),
                console,
                answer,
                yes || previewOnly,
                "add --yes to change the keys, or --preview to look.");
        Node node = at.node(surroundings);
        JsonNode before = node.get(ApiPath.of("keys"));
        boolean underWay = isUnderWay(before);
        if (previewOnly || !yes) {
            show(before);
        }
        if (previewOnly) {
            return Exit.DONE;
        }
        if (!underWay) {
            if (!yes
                    && !console.confirm("Make new keys and have them count in "
                            + before.path("communities").size() + " communities?")) {
                console.note("Nothing was changed.");
                return Exit.REFUSED;
            }
            ObjectNode asked = Json.object().put("preview", false).put("cosigner", cosigner);
            node.post(ApiPath.of("keys", "changes"), asked.put("reason", compromised ? "compromised" : "rotated"));
        }
        JsonNode now = await(node);
        show(now);
        return waits(now) ? Exit.REFUSED : Exit.DONE;
    }

    private static JsonNode await(Node node) throws Refused {
        JsonNode now = node.get(ApiPath.of("keys"));
        for (int look = 0; waits(now) && look < LOOKS_MAX; look++) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Fault("interrupted; the change goes on by itself", e);
            }
            now = node.get(ApiPath.of("keys"));
        }
        return now;
    }

    private static boolean waits(JsonNode keys) {
        for (JsonNode one : keys.path("communities")) {
            if (one.path("changing").asBoolean() || one.at("/cosigner/changing").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a change that was asked for before still waits for an entry; a further one could not begin. */
    private static boolean isUnderWay(JsonNode keys) {
        for (JsonNode one : keys.path("communities")) {
            if (one.path("changing").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    private static String cosigns(JsonNode community) {
        JsonNode cosigner = community.path("cosigner");
        String counts = SafeText.line(Json.text(cosigner, "counts"));
        if (counts.isEmpty()) {
            return "its cosignature does not count here";
        }
        return "cosigns with " + counts
                + (cosigner.path("changing").asBoolean()
                        ? " until a policy asks for " + SafeText.line(Json.text(cosigner, "stated"))
                        : "");
    }

    private void show(JsonNode keys) {
        Console console = surroundings.console();
        if (answer.json()) {
            console.print(keys);
            return;
        }
        console.print(SafeText.line(Json.text(keys, "name")) + " has the key "
                + SafeText.line(Json.text(keys, "fingerprint")) + ", changed "
                + keys.path("changes").asInt() + " of "
                + keys.path("changes_max").asInt() + " times");
        for (JsonNode one : keys.path("communities")) {
            String state = one.path("changing").asBoolean()
                    ? "the new key waits for its entry to be final (community status says who is missing)"
                    : "speaks with " + SafeText.line(Json.text(one.path("keys").path(0), "fingerprint"));
            console.print("  " + SafeText.line(Json.text(one, "community")) + ": " + state + "; " + cosigns(one));
        }
    }
}
